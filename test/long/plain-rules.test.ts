import fc from 'fast-check'
import t from 'tap'
import { GAMES, playGame } from '../helpers/command-play.js'

/** Shortened where every change is tested. */
const SEQUENCES = process.env.CI === undefined ? 10_000 : 500

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
  t.equal(done.length, 16, 'every command was carried out in some game')
  for (const code of ['ROLE', 'STATE', 'RULE'])
    t.ok(
      [...counts.keys()].some((what) => what.endsWith(code)),
      code,
    )
})
