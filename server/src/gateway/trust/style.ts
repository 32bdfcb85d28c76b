/**
 * The sheet of the page, in the tokens of `client/src/kit/theme.css`. It borrows the built client's faces, because a wall's machine
 * may have none with Chinese characters.
 */
export const TRUST_STYLE = `
@font-face { font-family: 'Noto Sans SC'; font-weight: 400; font-display: swap; src: url('/fonts/noto-sans-sc-400.woff2') format('woff2'); }
@font-face { font-family: 'Noto Sans SC'; font-weight: 700; font-display: swap; src: url('/fonts/noto-sans-sc-700.woff2') format('woff2'); }
:root { color-scheme: dark; --g0: #0b0f14; --g1: #121920; --g3: #26313c; --i1: #f0f4f7; --i2: #c3cdd6; --i3: #9facb8; --ac: #5cc8e6; --warn: #ff8a1f; --warnTint: #1b1510; }
*, *::before, *::after { box-sizing: border-box; }
body { margin: 0; background: var(--g0); color: var(--i2); font: 400 16px/1.6 'Noto Sans SC', 'Noto Sans CJK SC', 'PingFang SC', 'Microsoft YaHei', sans-serif; -webkit-text-size-adjust: 100%; }
main { max-width: 720px; margin: 0 auto; padding: 24px 20px 64px; }
header { display: flex; align-items: baseline; justify-content: space-between; gap: 16px; }
h1 { margin: 0; color: var(--i1); font-size: 26px; line-height: 1.3; font-weight: 700; }
h2 { margin: 40px 0 8px; color: var(--i1); font-size: 18px; font-weight: 700; }
p { margin: 8px 0; }
a { color: var(--ac); }
:focus-visible { outline: 2px solid var(--ac); outline-offset: 2px; }
.lang { display: inline-block; padding: 12px 0 12px 12px; white-space: nowrap; }
.warning { margin-top: 24px; padding: 12px 16px; background: var(--warnTint); border-left: 3px solid var(--warn); }
.warning h2 { margin: 0 0 4px; }
.print { display: grid; grid-template-columns: repeat(4, max-content); gap: 4px 20px; margin: 12px 0; padding: 16px; background: var(--g1); color: var(--i1); font: 500 17px/1.6 ui-monospace, 'Cascadia Mono', Consolas, Menlo, monospace; letter-spacing: .02em; }
.small { color: var(--i3); font-size: 14px; }
code { padding: 1px 5px; background: var(--g1); color: var(--i1); font: 400 14px/1.5 ui-monospace, 'Cascadia Mono', Consolas, Menlo, monospace; overflow-wrap: anywhere; }
.files { display: flex; flex-wrap: wrap; gap: 12px; margin: 12px 0 0; padding: 0; list-style: none; }
.files li { flex: 1 1 300px; }
.files a { display: block; padding: 13px 16px; border: 1px solid var(--ac); border-radius: 3px; color: var(--ac); text-align: center; text-decoration: none; }
.files a:hover { background: var(--g1); }
details { border-top: 1px solid var(--g3); }
details:last-of-type { border-bottom: 1px solid var(--g3); }
summary { padding: 13px 0; color: var(--i1); cursor: pointer; }
details ol { margin: 0 0 16px; padding-left: 24px; }
details li { margin: 6px 0; padding-left: 4px; }
@media (max-width: 480px) { .print { grid-template-columns: repeat(2, max-content); justify-content: center; gap: 2px 28px; } main { padding-top: 16px; } }
`
