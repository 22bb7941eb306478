import type pg from 'pg'
import { actingCaller } from '../../events/acting.js'
import { emit } from '../../events/emit.js'
import type { JobRow } from '../../jobs/job-service.js'
import type { Caller } from '../../shared/caller.js'
import { problem, ruleViolated } from '../../shared/problem.js'
import type { LegalDate } from '../../shared/time.js'
import { endDelegationsWith } from '../access/ended-delegations.js'
import { runsCases } from '../cases/case-places.js'
import { hasItemInUse } from '../catalogue/item-places.js'
import {
  endOrganisation,
  lockedOrganisations,
  mustReachDivision,
  mustReachOrgan,
  organisationEnded,
  type PlacedOrganisation,
  predecessorsOf,
} from '../divisions/division-service.js'
import { orderPlacing } from '../divisions/placing.js'

/** How an organ ends: it goes into another (并入), or is dissolved (撤销), mostly with somebody who goes on with its work. */
export interface Ending {
  kind: 'merge' | 'dissolve'
  successor?: string | undefined
  on: LegalDate
  document: string
}

export interface EndedOrgan {
  organ: PlacedOrganisation
  /** Divisions of both organs with all above. */
  divisions: string[]
  /** Delegations that ended with it. */
  delegations: string[]
  /** Brings what copies whose and where things are up to date. */
  job: JobRow
}

/**
 * Ends an organ (机构撤并). From the commit on what was its own is its successor's: cases, open questions of joint reviews,
 * windows, lists, files, the feed, since rights go by the organ that goes on (行政诉讼法 Art. 26: who goes on with the
 * powers answers for what was done). Its people's rights count there. What went into it before goes along. 404 unknown;
 * 403 where one of the two is out of reach; 422: ended already, itself, a successor that is unknown or has ended, a day
 * still to come, and without a successor while a case runs or an item is in use.
 */
export async function endOrgan(
  db: pg.PoolClient,
  caller: Caller,
  code: string,
  ending: Ending,
): Promise<EndedOrgan> {
  const { kind, on, document, successor: successorCode } = ending
  const { organs, today } = await lockedOrganisations(db, [
    code,
    ...(successorCode === undefined ? [] : [successorCode]),
  ])
  const organ = organs.get(code)
  if (organ === undefined) throw problem('NOT_FOUND')
  mustReachOrgan(caller, { code, divisions: organ.ancestors }, 'operator')
  if (organ.ended_on !== null) throw organisationEnded()
  if (on > today) throw onInFuture()
  const successor = successorCode === undefined ? undefined : livingSuccessor(organs, code, successorCode)
  if (successor !== undefined)
    mustReachOrgan(caller, { code: successor.code, divisions: successor.ancestors }, 'operator')
  else await mustLeaveNothing(db, caller, organ)
  const ended = await endOrganisation(db, code, successor?.code, on)
  const divisions = [...new Set([...organ.ancestors, ...(successor?.ancestors ?? [])])]
  await emit(db, {
    type: kind === 'merge' ? 'organisation.merge' : 'organisation.dissolve',
    no: code,
    version: ended.version,
    payload: {
      code,
      division: organ.division_code,
      ...(successor === undefined ? {} : { successor: successor.code }),
    },
    actor: actingCaller(caller, 'operator'),
    sight: { organs: [code, ...(successor === undefined ? [] : [successor.code])], divisions },
    words: { on, document },
  })
  const delegations = await endDelegationsWith(db, caller, code, successor?.code, divisions)
  const job = await orderPlacing(
    db,
    caller,
    { divisions: [], organisations: [code, ...(successor === undefined ? [] : [successor.code])] },
    divisions,
  )
  return { organ: { ...organ, ...ended }, divisions, delegations, job }
}

/** A successor goes on itself: so there is never a chain of them, and no circle. */
function livingSuccessor(
  organs: ReadonlyMap<string, PlacedOrganisation>,
  code: string,
  successorCode: string,
): PlacedOrganisation {
  if (successorCode === code)
    throw ruleViolated('/successor', 'OWN_SUCCESSOR', {
      en: 'An organ does not go into itself',
      zh: '承继机构不能是该机构自己',
    })
  const successor = organs.get(successorCode)
  if (successor === undefined)
    throw ruleViolated('/successor', 'ORGANISATION_UNKNOWN', { en: 'No such organisation', zh: '没有该机构' })
  if (successor.ended_on !== null)
    throw ruleViolated('/successor', 'SUCCESSOR_ENDED', {
      en: 'This organ has ended itself: name who goes on today',
      zh: '该承继机构已撤并，请填写目前实际承继的机构',
    })
  return successor
}

/** Without a successor nobody could go on with a case, nor take one in. */
async function mustLeaveNothing(db: pg.PoolClient, caller: Caller, organ: PlacedOrganisation): Promise<void> {
  mustReachDivision(caller, organ.ancestors, 'operator')
  const codes = [organ.code, ...(await predecessorsOf(db, organ.code))]
  if (await hasItemInUse(db, codes))
    throw ruleViolated('/successor', 'ITEMS_IN_USE', {
      en: 'Items of this organ are in use: name a successor, or suspend or retire them first',
      zh: '该机构仍有在用事项，请填写承继机构，或者先暂停、取消这些事项',
    })
  if (await runsCases(db, codes))
    throw ruleViolated('/successor', 'CASES_RUNNING', {
      en: 'Cases of this organ still run: name who goes on with them',
      zh: '该机构仍有未办结的办件，请填写承继机构',
    })
}

const onInFuture = () =>
  ruleViolated('/on', 'ON_IN_FUTURE', {
    en: 'Tell it on the day on which it takes effect, not before',
    zh: '撤并日期未到，请在生效当日办理',
  })
