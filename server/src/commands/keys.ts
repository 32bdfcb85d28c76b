import { totpContext } from '../features/access/accounts'
import { inviteContext } from '../features/access/inviteTable'
import { rewrapColumn, sealedKeyColumn, type SealedColumn } from '../features/seal/rewrap'
import { addKey, openKeyring, resealCheck } from '../platform/keyring'
import { OPERATOR, runCommand, withAudit } from './run'

/** Everything sealed with the keyring itself. What is sealed with data keys needs nothing: their keys are sealed anew. */
const COLUMNS: readonly SealedColumn[] = [
  sealedKeyColumn,
  { table: 'account', id: 'person', sealed: 'totp', context: totpContext },
  { table: 'account', id: 'person', sealed: 'totp_begun', context: totpContext },
  { table: 'invite', id: 'hash', sealed: 'totp', context: inviteContext },
]

/**
 * `keys -- --rotate` puts a new key before the others in DATA_DIR/keys.json and seals data keys and second-factor secrets with it;
 * `--rewrap` only does the second, for keys given by SECRET_KEY and after a rotation that was broken off. A start never does either.
 */
await runCommand(async (db, config, args) => {
  const rotate = args.includes('--rotate')
  if (!rotate && !args.includes('--rewrap')) throw Object.assign(new Error('Say what to do: npm run keys -- --rotate (a new key) or --rewrap (seal everything with the newest).'), { plain: true })
  await openKeyring(db.pool, config)
  if (rotate) await addKey(config)
  await withAudit(db, config, (audit) => audit.noteFirst({ act: 'key-rotated', ...OPERATOR, where: 'npm run keys', detail: { how: rotate ? 'rotate' : 'rewrap' } }))
  const keyring = await openKeyring(db.pool, config)
  let count = 0
  let lost = 0
  for (const column of COLUMNS) {
    const { done, damaged } = await rewrapColumn(db.pool, keyring, column)
    count += done
    lost += damaged
  }
  await resealCheck(db.pool, keyring)
  process.stdout.write(`${rotate ? 'A new key is in keys.json; copy it to every node of this database. ' : ''}Sealed ${count} keys and secrets anew; older keys stay, for backups.${lost > 0 ? ` ${lost} could not be opened with any key and stay as they are.` : ''}\n`)
})
