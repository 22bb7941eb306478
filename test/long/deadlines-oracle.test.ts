import t from 'tap'
import { compareWithOracle } from '../helpers/day-oracle.js'

/** Shortened where every change is tested; `ORACLE_SEED` repeats a run. */
const CASES = process.env.CI === undefined ? 100_000 : 10_000
const SEED = Number(process.env.ORACLE_SEED ?? Date.now() % 1_000_000_000)

t.test(`${CASES} limits over calendars of calendars are counted as one day after the other`, async (t) => {
  const { seen, differences } = compareWithOracle(CASES, SEED)
  t.comment(`seed ${SEED}: ${JSON.stringify(seen)}`)
  t.same(differences, [], `seed ${SEED}`)
  for (const [what, count] of Object.entries(seen)) t.ok(count > CASES / 20, `${what}: ${count}`)
})
