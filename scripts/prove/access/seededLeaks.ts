import type { Mutation } from '../rig/mutant'

/** A leak put into the built server, and the matrix that must find it. */
export interface SeededLeak {
  name: string
  by: 'rest' | 'wire'
  mutations: readonly Mutation[]
}

export const SEEDED_LEAKS: readonly SeededLeak[] = [
  { name: 'an audience that forgets scope for orders', by: 'wire', mutations: [['return reach === "all" || reach === "scope" && tags.some((t) => v.scope.has(t));', 'return reach === "all" || reach === "scope" && (kind === "order" || tags.some((t) => v.scope.has(t)));']] },
  { name: 'a resync that sends what others see', by: 'wire', mutations: [['if (after !== null || this.sees(d.ref, d.before) !== null) last.set(d.ref, after);', 'last.set(d.ref, d.after ? d.after.texts[this.viewer.mask] : null);']] },
  { name: 'a mask that keeps the text for the wall', by: 'wire', mutations: [['const { text: _text, sourceRef: _ref, sealed: _sealed, ...wall } = shown;', 'const { sourceRef: _ref, sealed: _sealed, ...wall } = shown;']] },
  { name: 'a group of positions joined by any name guessed', by: 'wire', mutations: [['for (const g of data.groups) if (raw.groups.includes(g)) p.joinTracks', 'for (const g of raw.groups) p.joinTracks']] },
  { name: 'rights that change and nobody is seated anew', by: 'wire', mutations: [['if (viewer.key === data.audience.viewer.key) return;', 'return;']] },
  { name: 'another scope without another picture', by: 'wire', mutations: [['this.seat(socket, viewer, {});', 'this.seat(socket, viewer, { epoch: this.p.engine.epoch, position: this.p.engine.position });']] },
  { name: 'a file that forgets whose case it is', by: 'rest', mutations: [['return maySee(v, kind, k.tags(state)) ? k.document(state, v.mask) : null;', 'return k.document(state, v.mask);']] },
  { name: 'doors that ask for a sign-in and no role', by: 'rest', mutations: [['if (rule === "self" || roles.some((r) => rule.includes(r))) return void 0;', 'return void 0;']] },
  { name: 'commands that ask for a role and no scope', by: 'rest', mutations: [['commandTags(read, type, body ?? {}).some((t) => own.has(t)) ? null', 'true ? null']] },
]
