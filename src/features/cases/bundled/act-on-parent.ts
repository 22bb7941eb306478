import type pg from 'pg'
import type { Deps } from '../../../deps.js'
import { checkPrecondition, type Expected, etagOf } from '../../../http/etag.js'
import type { Caller } from '../../../shared/caller.js'
import { type Problem, problem } from '../../../shared/problem.js'
import { type Language, say } from '../../../shared/text.js'
import type { Command } from '../../workflow/action-inputs.js'
import { targetsOf } from '../../workflow/transitions.js'
import { actOnCase, type Done } from '../acts/act-on-case.js'
import { problemOf } from '../acts/answer-act.js'
import type { CaseRecord } from '../case.js'
import { passResultOn } from './pass-on.js'
import { findParent, type ParentInHand } from './read-parent.js'
import { versionOf, viewParent } from './view-parent.js'

/** What is lawful in the case of a bundle: to hand in, and to take back. All else is each organ's own act. */
export const PARENT_ACTIONS = ['submit', 'withdraw'] as const

export interface ParentAct {
  caller: Caller
  caseNo: string
  command: Command
  expected: Expected | 'stale' | undefined
  language: Language
}

/**
 * An act on all members of a bundle's case at once (整件提交、整件撤回): those in which it is possible, all of them or none.
 * 404 as for a case; 428 and 412 by the version of all members; 409 for any other act, and where no member has the act;
 * else what the first member says that refuses it. In the transaction that it is given.
 */
export async function actOnParent(db: pg.PoolClient, deps: Deps, act: ParentAct) {
  const { caller, caseNo, command, expected, language } = act
  const reading = { ...deps, pool: db }
  const hand = await findParent(reading, caller, caseNo)
  if (hand === undefined) throw problem('NOT_FOUND')
  checkPrecondition(expected, versionOf(hand.members))
  const targets = targetsFor(hand, command)
  const dones: Done[] = []
  for (const { record } of targets.toSorted((a, b) => (a.record.caseNo < b.record.caseNo ? -1 : 1))) {
    const outcome = await actOnCase(deps, {
      caseNo: record.caseNo,
      caller,
      command: partOf(command, record),
      expected: record.version,
      within: db,
    })
    if (outcome.kind === 'absent') throw problem('FORBIDDEN')
    if (outcome.kind !== 'done') throw inMember(problemOf(outcome, expected), record)
    dones.push(outcome)
  }
  const after = await findParent(reading, caller, caseNo)
  if (after === undefined) throw problem('NOT_FOUND')
  const view = viewParent(after.parent, after.members, language)
  return {
    dones,
    answer: {
      status: 200,
      headers: {
        etag: etagOf(view.version, view),
        'content-language': say({ zh: 'zh-CN', en: 'en' }, language),
      },
      body: view,
    },
  }
}

/** What a member refuses is told with its name: one act goes to all of them, and the pointers are those of its own case. */
function inMember({ code, detail, errors, extensions, headers }: Problem, { itemName, caseNo }: CaseRecord) {
  const said = detail ?? { en: 'see errors', zh: '请按 errors 的提示更正' }
  return problem(code, {
    detail: { en: `${itemName} (${caseNo}): ${said.en}`, zh: `${itemName}（${caseNo}）：${said.zh}` },
    ...(errors === undefined ? {} : { errors }),
    extensions,
    headers,
  })
}

/** After the transaction: what the members issue no more is told to those that wait for it. */
export async function tellMembers(deps: Deps, dones: readonly Done[]): Promise<void> {
  for (const done of dones) await passResultOn(deps, done)
}

function targetsFor({ members }: ParentInHand, { action }: Command) {
  const possible = (each: string) => members.filter(({ record }) => targetsOf(record.status, each as never))
  const isLawful = (PARENT_ACTIONS as readonly string[]).includes(action)
  const targets = isLawful ? possible(action) : []
  if (targets.length > 0) return targets
  throw problem('TRANSITION_NOT_ALLOWED', {
    detail: isLawful
      ? {
          en: 'No member of this bundle is where this is possible',
          zh: '本件各事项均不处于可以进行该操作的状态',
        }
      : {
          en: 'The case of a bundle is handed in and withdrawn as a whole; everything else is done in the cases of its members (children)',
          zh: '一件事主件只能整件提交或者整件撤回，其他操作请在各事项的办件中进行（children）',
        },
    extensions: { allowed: PARENT_ACTIONS.filter((each) => possible(each).length > 0) },
  })
}

/** What of an act is this member's: of what is brought, that which its notice asks for. */
function partOf(command: Command, { facts: { correction } }: CaseRecord): Command {
  if (command.action !== 'submit') return command
  const { materials = [], form = {} } = command
  const own = materials.filter(
    ({ materialCode }) => correction?.openMaterials.includes(materialCode) === true,
  )
  const fields = Object.entries(form).filter(([name]) => correction?.openFields.includes(name) === true)
  return {
    action: 'submit',
    ...(own.length === 0 ? {} : { materials: own }),
    ...(fields.length === 0 ? {} : { form: Object.fromEntries(fields) }),
  }
}
