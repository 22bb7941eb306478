import t from 'tap'
import { binder } from '../../src/database/statement.js'
import { createRightsReader } from '../../src/features/access/rights.js'
import { findInHand } from '../../src/features/cases/case-in-hand.js'
import { visibleCondition } from '../../src/features/cases/case-visibility.js'
import { actingAs } from '../../src/features/workflow/acting.js'
import type { Action } from '../../src/features/workflow/statuses.js'
import { startTestApp } from '../helpers/app.js'
import { createCase, foodCase } from '../helpers/cases.js'
import { judgeActs, judgeSees } from '../helpers/rights-judge.js'
import { type CaseOfWorld, makeWorld, type Person, writeWorld } from '../helpers/rights-world.js'

const ACTS: readonly Action[] = [
  'submit',
  'accept',
  'startReview',
  'approve',
  'deliver',
  'void',
  'giveOpinion',
]
const PEOPLE = 60
const CASES = 40

/**
 * Random grants, delegations, absences, organs and cases, read by the service as it reads everybody's, against a judge
 * that was written from the contract alone, with loops over the plain rows.
 */
t.test('ten thousand people before cases: the service and a plain judge agree', async (t) => {
  const app = await startTestApp(t)
  const seed = Number(process.env.WORLD_SEED ?? Math.floor(Math.random() * 2 ** 31))
  t.comment(`WORLD_SEED=${seed}`)
  const world = makeWorld(seed, { people: PEOPLE, cases: CASES })
  const { body } = await createCase(app, foodCase())
  await writeWorld(app, world, body.caseNo)
  const rightsOf = createRightsReader(app.deps.pool)
  const differences: string[] = []
  const counts = { seen: 0, acts: 0, questions: 0 }
  const note = (person: Person, each: CaseOfWorld, what: string, service: boolean, judge: boolean) => {
    counts.questions += 1
    if (service !== judge)
      differences.push(`${what}: service ${service}, judge ${judge}: ${JSON.stringify([person, each])}`)
  }
  for (const person of world.people) {
    const { caller } = await rightsOf({
      issuer: 'urn:world',
      subject: person.subject,
      claimed: undefined,
      expiresAt: 0,
    })
    const { bound, bind } = binder()
    const listed = await app.deps.pool.query<{ case_no: string }>(
      `select c.case_no from cases c where c.case_no like 'WORLD%' and ${visibleCondition(caller, bind)}`,
      bound,
    )
    const inList = new Set(listed.rows.map((row) => row.case_no))
    for (const each of world.cases) {
      const sees = judgeSees(world, person, each)
      note(person, each, 'list', inList.has(each.caseNo), sees)
      const hand = await findInHand(app.deps, caller, each.caseNo)
      note(person, each, 'read', hand !== undefined, sees)
      if (sees) counts.seen += 1
      for (const action of ACTS) {
        const actor = hand?.around.actor
        const may =
          actor !== undefined &&
          (action === 'giveOpinion' ? actor.answersFor.length > 0 : actingAs(actor, action) !== undefined)
        const judged = judgeActs(world, person, each, action)
        note(person, each, action, may, judged)
        if (judged) counts.acts += 1
      }
    }
  }
  t.same(differences.slice(0, 5), [], `${differences.length} differences of ${counts.questions}`)
  t.ok(counts.questions >= 10_000, `${counts.questions} questions`)
  t.ok(counts.seen > 100, `${counts.seen} seen`)
  t.ok(counts.acts > 60, `${counts.acts} acts allowed`)
})
