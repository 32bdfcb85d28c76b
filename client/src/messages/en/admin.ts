import type { Same } from '../same'
import type zh from '../zh-CN/admin'

const admin: Same<typeof zh> = { title: 'Liandong', face: 'Administration', sections: 'Admin pages', lang: '中文', langLabel: 'Change language', none: 'Your role has no admin pages' }
export default admin
