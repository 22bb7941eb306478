import { type Caller, rolesOf, subjectOf } from '../../shared/caller.js'
import { placesOfReach } from '../../shared/places.js'
import { visibleCondition } from './case-visibility.js'
import { placesOfCaller } from './case-ways.js'
import { CASE, KEY, LISTING, type Making, type Row, restOf, SORT, stateOf, theCase } from './list-branches.js'
import { isSought } from './list-sought.js'

const STEP: Row = { alias: 'k', id: 'case_id' }

/**
 * The cases in which an officer has an open step (承办人), in the order of the page. One index holds his steps with the places
 * of their cases (assigned_listings): those of others are passed over in it, and only as many cases are looked at, for the
 * rule and for what else is asked, as the page has rows.
 */
export function assignedBranch(assignee: string, caller: Caller, making: Making): string {
  const { bind, order, rows, sorts } = making
  const sight = sightOf(caller, making)
  const his = [
    `r.assignee = ${bind(assignee)}`,
    `(${[...sight.sure, ...sight.perhaps].join(' or ')})`,
    ...withinEntries(making),
  ].join(' and ')
  const asked = askedOfCases(making)
  const rule = visibleCondition(caller, bind)
  // Several steps of a case at once are one case; a limit here would count them as two.
  const steps = (more: string) =>
    `select distinct ${KEY[order](LISTING)}${more} from assigned_listings r where ${his}`
  if (!sorts && asked.length === 0) {
    const isSure = sight.sure.length === 0 ? 'false' : sight.sure.join(' or ')
    return `(select ${KEY[order](STEP)} as id from (${steps(`, coalesce(${isSure}, false) as sure`)}) k
      where k.sure or exists (select from ${theCase('k.case_id')} where ${rule}) limit ${rows})`
  }
  const inOrder = (row: Row): string => (sorts ? ` order by ${SORT[order](row)}` : '')
  return `(select ${KEY[order](CASE)} as id from (${steps('')}${inOrder(LISTING)}) k cross join lateral ${theCase('k.case_id')}
      where ${[rule, ...asked].join(' and ')}${inOrder(STEP)} limit ${rows})`
}

/** What the entries hold themselves: item, days, and where the page begins. */
function withinEntries(making: Making): string[] {
  const { window: _, ...filters } = making.filters
  const parts = restOf({ ...making, filters }, LISTING)
  if (making.order === 'due') parts.push('r.due_on is not null')
  if (filters.item !== undefined) parts.push(`r.item_code = ${making.bind(filters.item)}`)
  return parts
}

/** What only the case tells. */
function askedOfCases(making: Making): string[] {
  const { bind, sought } = making
  const { organisation, window } = making.filters
  const parts = stateOf(making, CASE)
  if (organisation !== undefined) parts.push(`c.organisation_code = ${bind(organisation)}`)
  if (window !== undefined) parts.push(`c.window_id = ${bind(window)}`)
  return sought === undefined ? parts : [...parts, ...isSought(sought, 'c.id', bind)]
}

/** What the rule of visibility can be met by, told by the entry: for certain, and if the case says so too. */
function sightOf(caller: Caller, { bind }: Making): { sure: string[]; perhaps: string[] } {
  const meets = (ways: readonly string[]) =>
    `r.places && array(select hashtextextended(w, 0) from unnest(${bind(ways)}::text[]) w)`
  const subject = subjectOf(caller)
  const sure: string[] = []
  const perhaps = ['r.places is null', meets([`c:${subject}`])]
  for (const places of placesOfCaller(caller)) {
    const ofItems =
      places.items === undefined ? '' : `r.item_code = any(${bind([...places.items])}::text[]) and `
    const seen = [...placesOfReach(places), ...places.beside]
    if (seen.length > 0) sure.push(`(${ofItems}${meets(seen)})`)
    if (places.points.length > 0) perhaps.push(`(${ofItems}${meets(places.points)})`)
  }
  if (rolesOf(caller).has('citizen'))
    perhaps.push(
      `r.case_id = any(array(select p.case_id from case_parties p where p.subject = ${bind(subject)}))`,
    )
  return { sure, perhaps }
}
