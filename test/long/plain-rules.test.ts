import fc from 'fast-check'
import t from 'tap'
import { GAMES, playGame } from '../helpers/command-play.js'

/** Shortened where every change is tested. */
const SEQUENCES = process.env.CI === undefined ? 10_000 : 500

t.test('a branch that was returned and done again while the join that it leads to is open', async () => {
  fc.assert(
    fc.property(GAMES, (game) => {
      const difference = playGame(game, new Map())
      if (difference !== undefined) throw new Error(difference)
    }),
    { seed: 1850480430, path: '8583', numRuns: 1, endOnFailure: true },
  )
})

t.test(`${SEQUENCES} sequences of 30 commands go as plain rules say, refusals too`, async (t) => {
  const counts = new Map<string, number>()
  fc.assert(
    fc.property(GAMES, (game) => {
      const difference = playGame(game, counts)
      if (difference !== undefined) throw new Error(difference)
    }),
    { numRuns: SEQUENCES },
  )
  const done = [...counts].filter(([what]) => what.endsWith('done'))
  t.comment(JSON.stringify(Object.fromEntries([...counts].sort())))
  t.equal(done.length, 17, 'every command was carried out in some game')
  for (const code of ['ROLE', 'STATE', 'RULE'])
    t.ok(
      [...counts.keys()].some((what) => what.endsWith(code)),
      code,
    )
})
