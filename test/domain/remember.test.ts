import t from 'tap'
import { remember } from '../../src/shared/remember.js'

t.test('a memory holds so many: what was put in longest ago goes first', (t) => {
  const memory = new Map<string, number>()
  for (const [index, key] of ['a', 'b', 'c'].entries()) remember(memory, 3, key, index)
  remember(memory, 3, 'b', 9)
  t.same(
    [...memory],
    [
      ['a', 0],
      ['c', 2],
      ['b', 9],
    ],
  )
  remember(memory, 3, 'd', 3)
  t.same([...memory.keys()], ['c', 'b', 'd'])
  t.end()
})
