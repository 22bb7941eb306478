import type { Caller } from '../../../shared/caller.js'
import { problem } from '../../../shared/problem.js'
import { type Language, say } from '../../../shared/text.js'
import { documentTitle } from '../../documents/titles.js'
import { type AllowedAction, allowedActions } from '../../workflow/allowed-actions.js'
import { actionTitle, type Status } from '../../workflow/statuses.js'
import { targetsOf } from '../../workflow/transitions.js'
import { type Reading, situationOf } from '../case-in-hand.js'
import { refuseUnmandated } from '../parties/assistance.js'
import { PARENT_ACTIONS } from './act-on-parent.js'
import { parentStatus } from './parent-status.js'
import { findParent } from './read-parent.js'
import type { MemberInHand } from './view-parent.js'

type ParentAction = (typeof PARENT_ACTIONS)[number]

/**
 * What this caller can do with the case of a bundle now (整件提交、整件撤回): what every member allows in which it is possible at
 * all, with what all of them want together.
 */
export async function readParentActions(
  reading: Reading,
  caller: Caller,
  caseNo: string,
  language: Language,
) {
  const hand = await findParent(reading, caller, caseNo)
  if (hand === undefined) throw problem('NOT_FOUND')
  const { members } = hand
  const shut = members.find(({ sees, closed }) => sees && closed !== undefined)
  const offering = PARENT_ACTIONS.filter((action) => action !== 'submit' || shut === undefined)
  const data = offering.flatMap((action) => {
    const targets = members.filter(({ record }) => targetsOf(record.status, action) !== undefined)
    const offered = targets.map((each) => ({ member: each, allowed: allowedIn(reading, each, action) }))
    const possible = offered.flatMap(({ member, allowed }) =>
      allowed === undefined ? [] : [{ member, allowed }],
    )
    const [first] = possible
    if (first === undefined || possible.length < offered.length) return []
    const after = new Map(
      possible.map(({ member, allowed }) => [member.record.id, allowed.foreseen.state.status]),
    )
    const statuses = members.map(({ record }): Status => after.get(record.id) ?? record.status)
    return [
      {
        action,
        title: say(actionTitle(action, first.member.record.itemType), language),
        input: together(possible.map(({ allowed }) => allowed.input)),
        foreseen: {
          status: parentStatus(statuses),
          clocks: [],
          documents: possible.flatMap(({ member, allowed }) =>
            allowed.foreseen.documents.map(({ kind }) => ({
              kind,
              title: say(documentTitle(kind, member.record.itemType), language),
            })),
          ),
          events: possible.flatMap(({ allowed }) => allowed.foreseen.events.map(({ type }) => type)),
        },
      },
    ]
  })
  return { data, ...(shut?.closed === undefined ? {} : { waiting: [untilInUse(shut, language)] }) }
}

/** Nothing of a bundle is handed in while one of its items takes nothing in (事项停用): which, and why. */
const untilInUse = ({ record, closed }: MemberInHand, language: Language) => ({
  action: 'submit',
  title: say(actionTitle('submit', record.itemType), language),
  fees: [],
  detail: `${record.itemName}${say({ zh: '：', en: ': ' }, language)}${closed === undefined ? '' : say(closed.message, language)}`,
})

function allowedIn(
  { encryption }: Reading,
  member: MemberInHand,
  action: ParentAction,
): AllowedAction | undefined {
  const { record, around, sees } = member
  if (!sees) return undefined
  const { actor, today } = around
  if (refuseUnmandated(record, actor, action, { today, encryption }) !== undefined) return undefined
  return allowedActions(situationOf(member)).find((each) => each.action === action)
}

type Input = AllowedAction['input']

/** One input for all: each paper that a notice asks for once, and the fields of all of them. */
function together(inputs: readonly Input[]): Input {
  const [first, ...others] = inputs
  if (first === undefined) throw new Error('somebody allows it')
  return others.reduce(merged, first)
}

function merged(one: Input, other: Input): Input {
  const properties = { ...one.properties }
  for (const [name, schema] of Object.entries(other.properties ?? {})) {
    const [mine, theirs] = [properties[name]?.examples?.[0], schema.examples?.[0]]
    const isAsked = other.required?.includes(name) === true
    if (!isAsked || name === 'action') continue
    const wasAsked = one.required?.includes(name) === true
    properties[name] = { ...schema, examples: [wasAsked ? both(mine, theirs) : theirs] }
  }
  return { ...one, properties, required: [...new Set([...(one.required ?? []), ...(other.required ?? [])])] }
}

function both(mine: unknown, theirs: unknown): unknown {
  if (Array.isArray(mine) && Array.isArray(theirs))
    return [...new Map([...mine, ...theirs].map((each) => [JSON.stringify(each), each])).values()]
  if (typeof mine === 'object' && typeof theirs === 'object') return { ...mine, ...theirs }
  return mine
}
