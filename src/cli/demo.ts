import { createClient } from '../../client/index.js'
import type { Config } from '../config.js'
import { signDevToken } from '../http/dev-issuer.js'
import { type People, say } from './demo-client.js'
import { onTheSpot, twoPeople } from './demo-stories.js'

/** Tells both stories over HTTP against a running service; throws when anything differs from what it should be. */
export async function demoCommand(config: Config, url: string): Promise<void> {
  const people: People = {
    anyone: createClient({ url }),
    as: (role, subject) => {
      const who = { role, ...(subject === undefined ? {} : { subject }) }
      return createClient({ url, token: () => signDevToken(config.dataDir, who) })
    },
  }
  await onTheSpot(people)
  await twoPeople(people)
  say('\n两个办件均已走完全程。Both cases went all the way.')
}
