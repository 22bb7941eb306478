import t from 'tap'
import { createUnseen } from '../../src/features/access/unseen.js'

t.test('scanning fills no trail: ten a minute are told, the others counted', async (t) => {
  const unseen = createUnseen()
  const told = Array.from({ length: 500 }, (_, at) => unseen.tell('caller operation', at))
  t.equal(told.filter((each) => each !== undefined).length, 10)
  t.same(unseen.tell('caller another', 500), { untold: 0 }, 'another operation has its own count')
  t.same(unseen.tell('caller operation', 60_001), { untold: 490 })
  t.same(unseen.tell('caller operation', 60_002), { untold: 0 })
})
