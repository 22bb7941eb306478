import t from 'tap'
import { inWords, measureLists, overBound } from '../../bench/lists.js'
import { startBench } from '../../bench/service.js'

// A hundred thousand cases, in CI a fifth of them and one filter at a time.
const CASES = process.env.CI ? 20_000 : 100_000
t.setTimeout(0)

t.test('no page of any list reads more than its bound, whoever asks for it and however', async (t) => {
  const bench = await startBench()
  t.teardown(() => bench.stop())
  const say = (line: string) => t.comment(line)
  const readings = await measureLists(bench, { cases: CASES, pairs: !process.env.CI }, say)
  t.ok(readings.length > 600, `${readings.length} cells`)
  for (const list of ['cases', 'tasks', 'alerts', 'audit', 'publications', 'imports', 'grants', 'staff'])
    t.ok(
      readings.some(({ cell }) => cell.list === list),
      list,
    )
  t.same(overBound(readings).map(inWords), [])
})
