import t from 'tap'
import { prepared } from '../../src/database/prepared.js'

t.test('what is asked for again and again has a name of its own; no kind takes names from another', (t) => {
  const once = (kind: string, n: number) => prepared(kind, `select ${n} /* ${kind} */`, []).name
  for (let n = 1000; n < 3000; n += 1) t.notOk(once('many', n))
  const name = (kind: string, n: number) => [1, 2, 3, 4].map(() => once(kind, n)).at(-1)
  const first = Array.from({ length: 200 }, (_, n) => name('many', n))
  t.equal(new Set(first.filter((each) => each !== undefined)).size, 100)
  t.same(
    first.slice(100).filter((each) => each !== undefined),
    [],
    'more are sent unprepared',
  )
  t.equal(name('many', 7), first[7])
  t.ok(name('other', 1))
  t.end()
})
