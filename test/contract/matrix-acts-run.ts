import type { Test } from 'tap'
import { ACTION_INPUTS } from '../../src/features/workflow/action-inputs.js'
import { exampleOf } from '../../src/features/workflow/allowed-actions.js'
import type { Action } from '../../src/features/workflow/statuses.js'
import { ROLE_NAMES, type Role } from '../../src/shared/roles.js'
import { actInHall, startHall, tokenOf } from '../helpers/hall.js'
import { ACTS, RELATIONS, type Relation, SEES } from './matrix.js'
import type { Choice } from './matrix-choice.js'

/** Tries every act on a case as the callers that `choose` takes of each role in each relation; returns how many. */
export async function judgeActs(t: Test, choose: Choice): Promise<number> {
  const { app, cases } = await startHall(t)
  // Withdrawn: no act is possible by the status, so that a caller who may act is told 409, and nothing changes.
  for (const caseNo of [cases.town, cases.city])
    await actInHall(
      app,
      await app.token('clerk'),
      caseNo,
      { action: 'withdraw', reason: '申请人要求撤回' },
      200,
    )
  let cells = 0
  for (const [action, { roles, from }] of Object.entries(ACTS)) {
    const command = exampleOf(JSON.parse(JSON.stringify(ACTION_INPUTS[action as Action])))
    const callers = ROLE_NAMES.flatMap((role) =>
      RELATIONS.map((relation) => ({
        role,
        relation,
        expected: expectedOfAct(action, role, relation, { roles, from }),
      })),
    )
    for (const { role, relation, expected } of choose(callers)) {
      cells += 1
      const answer = await actInHall(app, await tokenOf(app, role, relation), cases.of(relation), command)
      t.equal(answer.status, expected, `${action} by ${role}, ${relation}: ${answer.text.slice(0, 200)}`)
    }
  }
  return cells
}

/** Acts that applicants do of their own. */
const APPLICANTS: Readonly<Record<string, readonly string[]>> = {
  submit: ['citizen', 'assistant'],
  withdraw: ['citizen', 'assistant'],
  requestHearing: ['citizen'],
  waiveHearing: ['citizen'],
}

function expectedOfAct(
  action: string,
  role: Role,
  relation: Relation,
  { roles, from }: (typeof ACTS)[string],
): number {
  const applicants = APPLICANTS[action] ?? []
  if (![...roles, ...applicants].includes(role)) return 403
  if (SEES[role]?.includes(relation) !== true) return 404
  if (role === 'citizen') return 409
  if (relation === 'party') return 403
  return from.includes(relation) ? 409 : 403
}
