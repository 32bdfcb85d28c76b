/** Words around the admin pages; each section's own stand with its area. */
const admin = { title: '联动', face: '管理', sections: '管理页', lang: 'English', langLabel: '切换语言', none: '您的角色没有管理页' }
export default admin
