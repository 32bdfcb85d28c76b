// The import rules of .dependency-cruiser.cjs over the whole house.
import { ROOT } from '../boot/say.mjs'
import { cruiseHouse } from './cruiseHouse.mjs'

process.chdir(ROOT)
const { modules, imports, violations, unseen } = await cruiseHouse()
for (const { rule, from, to } of violations) console.log(`${rule}: ${from} → ${to}`)
for (const name of unseen) console.log(`not looked at: ${name}`)
console.log(`${modules} modules, ${imports} imports, ${violations.length} against the rules, ${unseen.length} not looked at`)
process.exit(violations.length + unseen.length > 0 || modules === 0 ? 1 : 0)
