/** Words of signing in, roles and seats. */
const access = {
  gate: {
    signedOut: '尚未登录',
    signedOutWhy: '登录已结束，画面已清空。请重新登录。',
    signIn: '登录',
    elsewhere: '当前身份不能查看此画面',
    elsewhereWhy: '您的角色没有实时态势权限；如需查看，请换用有权限的账号。',
    otherRole: '换用其他身份',
  },
  provider: { with: '通过 {name} 登录', coming: '正在登录…', refused: '未能登录，请重试或联系管理员。', away: '暂时无法连接该登录服务。' },
  seat: { change: '更换身份', own: '我的账号与退出登录' },
  enter: {
    title: '应急联动指挥中心',
    demo: '演示：数据均为虚构，无需密码。选择一个角色进入，各角色只看到职责范围内的内容。',
    wall: '大屏', wallWhat: '指挥大厅态势总览，只读',
    desk: '席位', deskWhat: '接警、派单、跟踪、归档',
    admin: '管理', adminWhat: '账号、单位、审计',
    account: '我的账号', accountWhat: '登录会话、密码、身份验证器、退出登录',
    failed: '暂时无法连接服务器。',
  },
}
export default access
