import { type Caller, type Grant, placesOf, rolesOf, subjectOf } from '../../shared/caller.js'
import type { Role } from '../../shared/roles.js'
import {
  type CaseOrgans,
  type Competence,
  competenceIn,
  placeOfStaff,
  platformSees,
  READERS,
} from '../access/competence.js'
import { openTasks } from '../workflow/case-state.js'
import type { CaseRecord } from './case.js'
import { forwardedOrgan } from './informing/informed.js'

/** Roles that see cases as staff; citizens and assistants see their own. */
export const CASE_READERS = READERS.organ satisfies readonly Role[]

/** What competence looks at, of a case as it was read. */
export function organsOf(record: CaseRecord): CaseOrgans {
  const { tasks, parties, windowOrganisation, centreOrganisation, createdOrganisation } = record
  const open = new Set(openTasks({ tasks }).map((task) => task.organisation))
  const window = [windowOrganisation, centreOrganisation].filter((code) => code !== undefined)
  return {
    itemCode: record.itemCode,
    organ: record.organ,
    ...(record.windowId === undefined
      ? {}
      : {
          window: {
            organisations: window,
            divisions: record.divisions,
            authority: record.windowAuthority ?? 'none',
          },
        }),
    asked: record.askedOrgans.filter((organ) => open.has(organ.code)),
    ...(record.copied === undefined ? {} : { copied: record.copied }),
    forwarded: forwardedOrgan(record.facts.copies),
    askedBefore: record.askedOrgans.filter((organ) => !open.has(organ.code)),
    isUnsent: isUnsent(record),
    createdBy: record.createdBy,
    ...(createdOrganisation === undefined ? {} : { createdOrganisation }),
    partySubjects: parties.flatMap(({ subject }) => (subject === undefined ? [] : [subject])),
    partyNumbers: parties.map(({ idNumberIndex }) => idNumberIndex),
  }
}

/** A draft, or one that was given up before anybody received it. */
export const isUnsent = ({ status, receivedOn }: CaseRecord): boolean =>
  receivedOn === undefined && (status === 'DRAFT' || status === 'WITHDRAWN')

/** The one rule of who sees a case and may act in it, for a case at hand. */
export function competenceOver(caller: Caller, record: CaseRecord): Competence {
  return competenceIn(caller, organsOf(record))
}

/** Whether an exchange platform reads a case: the rule of the feed, asked of the case as it stands. */
export const exchangeReaches = (caller: Caller, record: CaseRecord): boolean =>
  platformSees(caller, organsOf(record))

/** `reachesConcerned` as a condition on `case_events e`, with the reach's two arrays as parameters. */
export const eventCondition = (organs: string, divisions: string): string =>
  `(e.divisions && ${divisions}::text[] or e.organs && ${organs}::text[])`

/** The same rule as a condition on `cases c` at hand; `$n` are given by `bind`. Lists find theirs by case-ways.ts. */
export function visibleCondition(caller: Caller, bind: Bind): string {
  const subject = subjectOf(caller)
  const sent = [
    ...grantWays(caller, subject, bind),
    ...partyWays(caller, subject, bind),
    ...toldWays(caller, bind),
  ]
  const unsent = `c.created_by = ${bind(subject)} and c.received_on is null and c.status in ('DRAFT', 'WITHDRAWN')`
  if (sent.length === 0) return `(${unsent})`
  return `((${unsent}) or ((c.received_on is not null or c.status not in ('DRAFT', 'WITHDRAWN')) and (${sent.join(' or ')})))`
}

type Bind = (value: unknown) => string

/** The ways in which grants reach cases: those for all items together, each of those for some items by itself. */
function grantWays(caller: Caller, subject: string, bind: Bind): string[] {
  const bound = caller.grants.filter((grant) => grant.items !== undefined)
  return [
    ...waysOf(
      caller.grants.filter((grant) => grant.items === undefined),
      subject,
      bind,
    ),
    ...bound.flatMap((grant) => {
      const ways = waysOf([grant], subject, bind)
      return ways.length === 0
        ? []
        : [`(c.item_code = any(${bind([...(grant.items ?? [])])}::text[]) and (${ways.join(' or ')}))`]
    }),
  ]
}

function waysOf(grants: readonly Grant[], subject: string, bind: Bind): string[] {
  const ways: string[] = []
  const organ = placesOf(grants, READERS.organ)
  if (organ.organs.length > 0) ways.push(`c.organisation_code = any(${bind(organ.organs)}::text[])`)
  if (organ.divisions.length > 0) {
    ways.push(`c.deciding_divisions && ${bind(organ.divisions)}::text[]`)
  }
  const own = grants.filter((grant) => grant.delegation === undefined)
  const window = placesOf(own, READERS.window)
  if (window.organs.length > 0) {
    const codes = `${bind(window.organs)}::text[]`
    ways.push(`c.window_organisation = any(${codes})`, `c.centre_organisation = any(${codes})`)
  }
  if (window.divisions.length > 0)
    ways.push(`(c.window_id is not null and c.divisions && ${bind(window.divisions)}::text[])`)
  const asked = placesOf(own, READERS.asked)
  const places = [...asked.organs, ...asked.divisions]
  if (places.length > 0) {
    const those = `${bind(places)}::text[]`
    ways.push(`c.asked && ${those}`, `c.copied && ${those}`)
  }
  return [...ways, ...pointWays(grants, subject, bind)]
}

/** Whose work a task `t` of a visible case `c` is: a step that of the case's organ, or of the one that the procedure names; a question that of who was asked. */
export function taskCondition(caller: Caller, bind: Bind): string {
  const { organs, divisions } = placesOf(caller.grants, READERS.organ)
  const [codes, places] = [`${bind(organs)}::text[]`, `${bind(divisions)}::text[]`]
  const isAsked = `exists (select 1 from organisations o join divisions d on d.code = o.division_code
    where o.code = t.state->>'organisation' and (o.code = any(${codes}) or o.successor_code = any(${codes}) or d.ancestors && ${places}))`
  return `case when t.kind = 'opinion' or t.state ? 'organisation' then ${isAsked}
    else c.organisation_code = any(${codes}) or c.deciding_divisions && ${places} end`
}

/** The cases that an assistant or another of the own point brought in, unless one is a party oneself. */
function pointWays(grants: readonly Grant[], subject: string, bind: Bind): string[] {
  const { organs } = placesOf(grants, ['assistant'])
  if (organs.length === 0) return []
  const isParty = `exists (select 1 from case_parties p where p.case_id = c.id and p.subject = ${bind(subject)})`
  return [
    `c.created_by = ${bind(subject)}`,
    `(c.created_organisation = any(${bind(organs)}::text[]) and not ${isParty})`,
  ]
}

/** Who was told of a case by name (抄送). */
const toldWays = ({ staffNo }: Caller, bind: Bind): string[] =>
  staffNo === undefined ? [] : [`c.copied @> array[${bind(placeOfStaff(staffNo))}::text]`]

/** A party's own cases: as an array, which an index can be asked for beside the other ways. */
function partyWays(caller: Caller, subject: string, bind: Bind): string[] {
  if (!rolesOf(caller).has('citizen')) return []
  return [`c.id = any(array(select p.case_id from case_parties p where p.subject = ${bind(subject)}))`]
}
