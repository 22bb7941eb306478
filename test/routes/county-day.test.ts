import t from 'tap'
import { verifyHistory } from '../../src/features/history/verify.js'
import { openHall } from '../helpers/day.js'
import { DECIDED } from '../helpers/day-decided.js'
import { PEOPLE } from '../helpers/day-people.js'
import { TAKEN_IN } from '../helpers/day-taken-in.js'

t.test('a county hall’s day: every case as the law wants it, by its own people', async (t) => {
  const day = await openHall(t)
  const cases = [...TAKEN_IN, ...PEOPLE, ...DECIDED]
  t.equal(cases.length, 27)
  for (const { title, run } of cases)
    await t.test(title, async (t) => {
      await day.morningOf()
      await run(t, day)
    })
  await t.test('and what was done follows from what was told', async (t) => {
    t.same((await verifyHistory(day.app.deps.pool)).findings, [])
  })
})
