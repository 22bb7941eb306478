import t from 'tap'
import { prepared } from '../../src/database/prepared.js'

t.test('each text has a name of its own, and texts of one kind take no names from another', (t) => {
  const name = (kind: string, n: number) => prepared(kind, `select ${n} /* ${kind} */`, []).name
  const first = Array.from({ length: 100 }, (_, n) => name('many', n))
  t.equal(new Set(first.filter((each) => each !== undefined)).size, 60)
  t.same(
    first.slice(60).filter((each) => each !== undefined),
    [],
    'more are sent unprepared',
  )
  t.equal(name('many', 7), first[7])
  t.ok(name('other', 1))
  t.end()
})
