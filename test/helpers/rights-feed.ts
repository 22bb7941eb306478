import { SYSTEM_ACTING } from '../../src/events/acting.js'
import { emit } from '../../src/events/emit.js'
import type { EventDraft } from '../../src/events/make-event.js'
import { concernedIn } from '../../src/features/access/competence.js'
import { findInHand } from '../../src/features/cases/case-in-hand.js'
import { organsOf } from '../../src/features/cases/case-visibility.js'
import { SYSTEM_CALLER } from '../../src/shared/caller.js'
import type { TestApp } from './app.js'
import type { World } from './rights-world.js'

/** An event of each case that was handed in, for whom the service says that it concerns; drafts are told nobody. */
export async function tellCases(app: TestApp, world: World): Promise<void> {
  const drafts: EventDraft[] = []
  for (const { caseNo, isDraft } of world.cases) {
    const hand = isDraft ? undefined : await findInHand(app.deps, SYSTEM_CALLER, caseNo)
    if (hand === undefined) continue
    const { id, version, itemCode, itemVersion, itemType, organisationCode, channel } = hand.record
    drafts.push({
      type: 'case.close',
      no: caseNo,
      version: version + 1,
      caseNo,
      caseId: id,
      actor: SYSTEM_ACTING,
      sight: concernedIn(organsOf(hand.record)),
      payload: {
        status: 'CLOSED',
        statusBefore: 'APPROVED',
        itemCode,
        itemVersion,
        itemType,
        organisation: organisationCode,
        channel,
        resultType: '准予',
      },
    })
  }
  await emit(app.deps.pool, ...drafts)
}
