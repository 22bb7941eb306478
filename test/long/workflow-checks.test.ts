import fc from 'fast-check'
import t from 'tap'
import { foreseenAsSeen, PROCEDURES } from '../helpers/procedures.js'

/** Shortened where every change is tested. */
const PROCEDURES_TRIED = process.env.CI === undefined ? 20_000 : 3_000

t.test('thousands of procedures, each with every case in every order of its steps', async (t) => {
  const judged = { sound: 0, unsound: 0 }
  fc.assert(
    fc.property(PROCEDURES, (definition) => {
      judged[foreseenAsSeen(definition) ? 'sound' : 'unsound'] += 1
    }),
    { numRuns: PROCEDURES_TRIED },
  )
  t.comment(JSON.stringify(judged))
  t.ok(judged.sound > PROCEDURES_TRIED / 5 && judged.unsound > PROCEDURES_TRIED / 20, JSON.stringify(judged))
})
