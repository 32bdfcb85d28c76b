import { TRUST_TEXTS, type TrustLang } from './texts'

const escaped = (text: string): string => text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`)
/** Texts of ours, in which backticks mean what is typed as it stands. */
const prose = (text: string): string => escaped(text).replace(/`([^`]+)`/g, '<code>$1</code>')

/** Eight groups of four bytes: as people read them to each other. */
const groups = (fingerprint: string): string =>
  (fingerprint.match(/(?:[0-9A-F]{2}:?){4}/g) ?? [fingerprint]).map((g) => `<span>${escaped(g.replace(/:/g, ' ').trim())}</span>`).join('\n')

export interface TrustFacts {
  /** SHA-256 with colons. */
  fingerprint: string
  /** ISO day on which the authority ends. */
  until: string
}

/** The page, without script or style of its own, as the content security policy asks. */
export function trustPage(lang: TrustLang, { fingerprint, until }: TrustFacts): string {
  const t = TRUST_TEXTS[lang]
  const ways = t.ways.map((w) => `<details>
<summary>${escaped(w.title)}</summary>
<ol>${w.steps.map((s) => `<li>${prose(s)}</li>`).join('')}</ol>
</details>`).join('\n')
  return `<!doctype html>
<html lang="${t.lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(t.title)} · 联动 Liandong</title>
<link rel="stylesheet" href="/trust/style.css">
</head>
<body>
<main>
<header><h1>${escaped(t.title)}</h1><a class="lang" href="/trust?lang=${t.other.lang}" hreflang="${t.other.lang}" lang="${t.other.lang}">${escaped(t.other.name)}</a></header>
<p>${escaped(t.lead)}</p>
<section class="warning">
<h2>${escaped(t.warning.title)}</h2>
${t.warning.text.map((p) => `<p>${escaped(p)}</p>`).join('\n')}
</section>
<h2>1 · ${escaped(t.fetch.title)}</h2>
<ul class="files">
<li><a href="/trust/authority.crt" download="liandong-authority.crt">${escaped(t.fetch.crt)}</a></li>
<li><a href="/trust/authority.pem" download="liandong-authority.pem">${escaped(t.fetch.pem)}</a></li>
</ul>
<h2>2 · ${escaped(t.compare.title)}</h2>
<p>${escaped(t.compare.text)}</p>
<div class="print" translate="no">
${groups(fingerprint)}
</div>
<p class="small">${prose(t.compare.where)}</p>
<p class="small">${escaped(t.compare.until)} ${escaped(until)}</p>
<h2>3 · ${escaped(t.install)}</h2>
${ways}
<p>${escaped(t.after)}</p>
<p class="small">${escaped(t.limit)}</p>
</main>
</body>
</html>
`
}
