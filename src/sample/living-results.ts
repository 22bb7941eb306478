import type { Deps } from '../deps.js'
import { EXAMPLE_DESK, EXAMPLE_EXITS, EXAMPLE_SENT } from '../features/exits/exit-examples.js'
import { EXAMPLE_HANDED, EXAMPLE_LISTS } from '../features/handovers/handover-examples.js'
import { issueLicences } from '../features/licences/issue-licences.js'
import { EXAMPLE_LICENCE, EXAMPLE_LICENCE_IDS } from '../features/licences/licence-examples.js'
import { withKnownIds } from '../shared/ids.js'
import * as codes from '../shared/sample-codes.js'
import { bringCase, COLLECTED, EXITED, LICENSED } from './living-cases.js'
import { keyOf, type Send } from './send.js'

/** What was granted is in the register, under the numbers that the examples name. */
export async function bringLicences(send: Send, deps: Deps): Promise<void> {
  for (const each of LICENSED) await bringCase(send, each)
  // An event comes between, with two ids of its own: those are fresh.
  const ids = EXAMPLE_LICENCE_IDS.flatMap((id) => [id, undefined, undefined])
  await withKnownIds({ ids, documentCode: EXAMPLE_LICENCE.code }, () => issueLicences(deps))
}

/** What the town's general window collects for an organ of the county is on its way there. */
export async function bringHandovers(send: Send): Promise<void> {
  for (const each of COLLECTED) await bringCase(send, each)
  for (const { handoverId, caseNo } of EXAMPLE_LISTS)
    await send({
      role: 'clerk',
      path: '/v1/handovers',
      body: {
        from: codes.GENERAL_WINDOW_ID,
        to: codes.COUNTY_EMERGENCY,
        cases: [caseNo],
        sheets: [{ caseNo, materialCode: EXAMPLE_HANDED.materialCode, count: 1 }],
      },
      headers: keyOf(`handover-${caseNo}`),
      known: { ids: [handoverId] },
    })
}

/** Results at the exit desk, two of them posted already. */
export async function bringExits(send: Send): Promise<void> {
  for (const each of EXITED) await bringCase(send, each)
  for (const [act, { exitId, caseNo }] of Object.entries(EXAMPLE_EXITS)) {
    await send({
      role: 'issuer',
      path: '/v1/exits',
      body: { caseNo, windowId: EXAMPLE_DESK, place: 'A柜3层' },
      headers: keyOf(`exit-${caseNo}`),
      known: { ids: [exitId] },
    })
    if (act === 'prove' || act === 'takeBack')
      await send({
        role: 'issuer',
        path: `/v1/exits/${exitId}/mailing`,
        body: EXAMPLE_SENT,
        headers: { ...keyOf(`exit-post-${caseNo}`), 'if-match': '*' },
      })
  }
}
