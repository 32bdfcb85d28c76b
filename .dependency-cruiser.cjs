/**
 * The import rules of the house: six, and each says why. Run by `npm run check` (scripts/check/imports.mjs).
 * Tests are held to the rules too, except that they may use test libraries and each room's testing support.
 */
const TESTS = '\\.(test|e2e)\\.ts$|/testing/'

/** A forbidden import. `to.pathNot` names what a room may import; packages from npm are judged only where it says so. */
const rule = (name, why, from, to) => ({ name, severity: 'error', comment: why, from, to })

/** A leaf room imports only itself and what is listed; packages and Node are free. */
const leaf = (room, allowed, more = {}) =>
  rule('leaf-rooms', 'Leaf rooms stay replaceable: they know nothing of who uses them.',
    { path: `^${room}/`, pathNot: TESTS },
    { path: '^(shared|server|client|scripts|bench|e2e)/', pathNot: [`^${room}/`, ...allowed], ...more })

const SHARED = '^shared/src/'

module.exports = {
  forbidden: [
    rule('no-cycles', 'A cycle is two things pretending to be apart.',
      {}, { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } }),

    rule('shared-is-pure', 'Rules run on both sides and in microseconds: no Node, no DOM library, only the schema library and the calendar.',
      { path: SHARED, pathNot: TESTS },
      { pathNot: [SHARED, '(^|/)node_modules/(\\.pnpm/)?(typebox|tyme4ts)(@|/)'] }),
    rule('shared-is-pure', 'The kernel is what areas are made of.',
      { path: '^shared/src/kernel/', pathNot: TESTS }, { path: SHARED, pathNot: '^shared/src/kernel/' }),
    rule('shared-is-pure', 'The texts know codes by their types only, so that a missing text fails to compile and nothing else is pulled in.',
      { path: '^shared/src/messages/', pathNot: TESTS }, { path: SHARED, pathNot: '^shared/src/messages/', dependencyTypesNot: ['type-only'] }),

    rule('client-and-server-never-meet', 'They share contracts, never code: the wire is the only way.',
      { path: '^client/' }, { path: '^server/' }),
    rule('client-and-server-never-meet', 'They share contracts, never code: the wire is the only way.',
      { path: '^server/' }, { path: '^client/' }),

    rule('engine-knows-no-feature', 'The mechanism must work for areas that do not exist yet.',
      { path: '^server/src/engine/', pathNot: TESTS },
      { path: '^(server|shared)/', pathNot: ['^server/src/engine/', '^server/src/platform/', '^shared/src/(kernel|wire|messages)/'] }),

    rule('features-stay-apart', 'On the server features meet in events, on the client in the mirror and in a shell.',
      { path: '^(server|client)/src/features/([^/]+)/' }, { path: '^$1/src/features/', pathNot: '^$1/src/features/$2/' }),

    leaf('server/src/platform', [SHARED]),
    leaf('server/src/tracks', [SHARED, '^server/src/platform/']),
    leaf('server/src/adapters', [SHARED]),
    leaf('client/src/kit', []),
    leaf('client/src/live', [SHARED, '^client/src/kit/']),
    leaf('client/src/(map|charts)', ['^client/src/kit/', SHARED]),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|dist-proof|node_modules/\\.cache)/' },
    tsPreCompilationDeps: true,
    extensions: ['.ts', '.vue', '.mjs', '.js', '.json'],
    moduleSystems: ['es6'],
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types', 'default'], extensions: ['.ts', '.vue', '.mjs', '.js', '.json'] },
  },
}
