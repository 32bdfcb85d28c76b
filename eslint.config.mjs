import js from '@eslint/js'
import vue from 'eslint-plugin-vue'
import { defineConfig } from 'eslint/config'
import tseslint from 'typescript-eslint'

/** A ban: what is written, and the way out. */
const ban = (selector, message) => ({ selector, message })

const name = (...names) => `/^(${names.join('|')})$/`

/** Text that becomes HTML is how a name becomes a script. Nothing here is allowed anywhere, tests and tools included. */
const HTML_SINKS = [
  ban(`MemberExpression[property.name=${name('innerHTML', 'outerHTML', 'srcdoc')}]`, 'An HTML sink: set textContent, or build elements.'),
  ban(`MemberExpression[computed=true][property.value=${name('innerHTML', 'outerHTML', 'srcdoc')}]`, 'An HTML sink: set textContent, or build elements.'),
  ban(`CallExpression[callee.property.name=${name('insertAdjacentHTML', 'createContextualFragment', 'parseFromString', 'setHTMLUnsafe')}]`, 'An HTML sink: build elements.'),
  ban('CallExpression[callee.object.name="document"][callee.property.name=/^write(ln)?$/]', 'An HTML sink: build elements.'),
  ban(`CallExpression[callee.property.name=${name('bindPopup', 'bindTooltip', 'setPopupContent', 'setTooltipContent')}]`, 'Leaflet puts this in as HTML: show a panel of ours instead.'),
  ban('CallExpression[callee.property.name="divIcon"] Property[key.name="html"]', 'Leaflet puts this in as HTML: draw on the canvas layer.'),
  ban('NewExpression[callee.property.name="DivIcon"] Property[key.name="html"]', 'Leaflet puts this in as HTML: draw on the canvas layer.'),
  ban('Property[key.name="tooltip"] Property[key.name="formatter"]:matches([method=true], [value.type=/Function/], [value.type="Identifier"], [value.type="MemberExpression"])',
    'ECharts puts what a tooltip formatter returns in as HTML: use a string template, or renderMode richText without a formatter.'),
]

/** Rules run on both sides and must give the same answer twice. */
const NO_CLOCK_NO_DICE = [
  ban('MemberExpression[object.name="Date"]', 'No clock in shared: take the instant from the context.'),
  ban(':matches(NewExpression, CallExpression)[callee.name="Date"]', 'No clock in shared: take the instant from the context.'),
  ban('MemberExpression[object.name="performance"]', 'No clock in shared: take the instant from the context.'),
  ban('MemberExpression[object.name="Math"][property.name="random"]', 'No dice in shared: take the id from the context.'),
  ban('MemberExpression[object.name="crypto"]', 'No dice in shared: take the id from the context.'),
]

/** `process.env` has one reader per process. */
const ONE_ENVIRONMENT = [ban('MemberExpression[object.name="process"][property.name="env"]', 'Only config.ts reads the environment: take the value from the config.')]

const syntax = (...lists) => ({ 'no-restricted-syntax': ['error', ...lists.flat()] })

export default defineConfig(
  { ignores: ['**/dist/**', '**/dist-proof/**', '**/node_modules/**', '**/.tmp/**', '**/coverage/**', 'data/**', '**/*.d.ts'] },
  js.configs.recommended,
  {
    files: ['**/*.{ts,vue}'],
    extends: [tseslint.configs.base],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname, extraFileExtensions: ['.vue'] },
    },
    rules: {
      '@typescript-eslint/no-floating-promises': ['error', { ignoreVoid: true }],
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports', disallowTypeAnnotations: false }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true, caughtErrors: 'none' }],
      // The compiler knows these better.
      'no-undef': 'off', 'no-unused-vars': 'off', 'no-redeclare': 'off', 'no-dupe-class-members': 'off',
    },
  },
  // Tests of shared may use Node, so they have a project of their own; the tools' settings have none.
  { files: ['shared/src/**/*.test.ts'], languageOptions: { parserOptions: { projectService: false, project: ['shared/tsconfig.test.json'] } } },
  { files: ['**/{vite,vitest}.config.ts'], extends: [tseslint.configs.disableTypeChecked] },
  { files: ['**/*.vue'], extends: [vue.configs['flat/essential']], languageOptions: { parserOptions: { parser: tseslint.parser } },
    // A full-width space is a letter of Chinese typesetting, and the template's use of a variable is seen by Vue's rules alone.
    rules: { 'no-irregular-whitespace': 'off', 'no-useless-assignment': 'off', 'vue/no-v-html': 'error', 'vue/multi-word-component-names': 'off',
      'vue/no-restricted-static-attribute': ['error', { key: 'srcdoc', message: 'An HTML sink.' }],
      'vue/no-restricted-v-bind': ['error', { argument: '/^(innerHTML|outerHTML|srcdoc|innerhtml|inner-html)$/', message: 'An HTML sink.' }] } },
  { files: ['**/*.{mjs,cjs,js}'], languageOptions: { globals: nodeGlobals() }, rules: { 'no-unused-vars': ['error', { argsIgnorePattern: '^_', caughtErrors: 'none' }] } },
  { rules: { 'no-console': 'off', 'no-eval': 'error', 'no-implied-eval': 'error', 'no-new-func': 'error', eqeqeq: ['error', 'always', { null: 'ignore' }], ...syntax(HTML_SINKS) } },
  { files: ['shared/src/**/*.ts'], ignores: ['**/*.test.ts'], rules: syntax(HTML_SINKS, NO_CLOCK_NO_DICE) },
  { files: ['server/src/**/*.ts'], ignores: ['**/*.test.ts', '**/testing/**', 'server/src/main.ts', 'server/src/platform/failPoint.ts', 'server/src/commands/**'], rules: syntax(HTML_SINKS, ONE_ENVIRONMENT) },
)

/** What Node gives scripts without an import. */
function nodeGlobals() {
  const names = ['process', 'console', 'Buffer', 'URL', 'performance', 'setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'setImmediate',
    'fetch', 'AbortController', 'AbortSignal', 'structuredClone', 'TextEncoder', 'TextDecoder', 'module', 'require', '__dirname', 'queueMicrotask']
  return Object.fromEntries(names.map((n) => [n, 'readonly']))
}
