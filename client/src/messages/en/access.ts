import type { Same } from '../same'
import type zh from '../zh-CN/access'

const access: Same<typeof zh> = {
  gate: {
    signedOut: 'Not signed in',
    signedOutWhy: 'The sign-in has ended and the picture has been emptied. Please sign in again.',
    signIn: 'Sign in',
    elsewhere: 'Nothing to see here for this role',
    elsewhereWhy: 'Your role has no live picture. To see it, sign in with an account that may.',
    otherRole: 'Be somebody else',
  },
  provider: { with: 'Sign in with {name}', coming: 'Signing in…', refused: 'That did not sign you in. Try again, or ask an administrator.', away: 'That sign-in service can\'t be reached at the moment.' },
  seat: { change: 'Be somebody else', own: 'My account and signing out' },
  enter: {
    title: 'Emergency linkage command centre',
    demo: 'A demonstration: all data are made up and there are no passwords. Choose a role; each sees only its own part.',
    wall: 'Wall', wallWhat: 'The hall\'s picture of the situation, read-only',
    desk: 'Desk', deskWhat: 'Take, dispatch, follow and file',
    admin: 'Administration', adminWhat: 'Accounts, organisations, audit',
    account: 'My account', accountWhat: 'Sessions, password, authenticator, signing out',
    failed: 'The server can\'t be reached at the moment.',
  },
}
export default access
