import t from 'tap'
import { remember } from '../../src/shared/remember.js'

t.test(
  'a memory holds so many: the oldest goes first, and what is put in again takes no other place',
  (t) => {
    const memory = new Map<string, number>()
    for (const [index, key] of ['a', 'b', 'c'].entries()) remember(memory, 3, key, index)
    remember(memory, 3, 'b', 9)
    t.same(
      [...memory],
      [
        ['a', 0],
        ['b', 9],
        ['c', 2],
      ],
    )
    remember(memory, 3, 'd', 3)
    t.same([...memory.keys()], ['b', 'c', 'd'])
    t.end()
  },
)
