import type { App } from '../http'
import type { AccountDoors } from './door'
import { addInviteRoutes } from './inviteRoutes'
import { addOwnRoutes } from './ownRoutes'
import { addPeopleRoutes } from './peopleRoutes'
import { addProviderRoutes } from './providerRoutes'
import { addSessionRoutes } from './sessionRoutes'

/** The doors of accounts and sessions. Who may use which is declared in the policy (`DOORS`) and asked by the guard before them. */
export function addAccountRoutes(app: App, d: AccountDoors): void {
  addSessionRoutes(app, d)
  addOwnRoutes(app, d)
  addInviteRoutes(app, d)
  addPeopleRoutes(app, d)
  addProviderRoutes(app, d)
}
