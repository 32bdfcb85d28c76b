/** The bar's verbs and the words that mean them, in both languages and as one letter. Lower case. */
export const VERBS = {
  report: ['新', '新警', '接警', '登记', 'n', 'new', 'report'],
  accept: ['受理', 'a', 'accept'],
  order: ['派', '派单', '派遣', '加派', 'p', 'order', 'dispatch', 'send'],
  confirm: ['确认', '知道', 'c', 'confirm', 'ack'],
  acknowledge: ['签收', 'acknowledged', 'signed'],
  enRoute: ['出动', 'enroute', 'turnout'],
  onScene: ['到场', 'onscene', 'arrived'],
  feedback: ['反馈', 'r', 'feedback'],
  done: ['完成', 'done'],
  recall: ['撤回', 'recall'],
  resolve: ['办结', 'resolve'],
  review: ['核查', 'review'],
  close: ['结案', 'close'],
  file: ['档案', 'f', 'file'],
  open: ['看', '打开', 'o', 'open', 'show'],
} as const satisfies Record<string, readonly string[]>

export type Verb = keyof typeof VERBS
