import t from 'tap'
import { startTestApp } from '../helpers/app.js'
import { createCase, leshanCase } from '../helpers/cases.js'

const GUESSES = 1000
const ADDRESSES = 200
/** What the limit leaves to one case in a minute, and to one address. */
const OF_CASE = 20
const OF_ADDRESS = 10
t.setTimeout(0)

t.test('a thousand wrong query codes for one case at once, from everywhere over two instances', async (t) => {
  // Two connections each: nobody waits for a second one.
  const env = { POOL_SIZE: '2' }
  const app = await startTestApp(t, { env })
  const other = await startTestApp(t, { env, database: app.database, encryption: app.deps.encryption })
  const [one, two] = [(await createCase(app, leshanCase())).body, (await createCase(app, leshanCase())).body]
  const ask = (index: number, address: string, { caseNo, queryCode }: Record<string, string>) =>
    (index % 2 === 0 ? app : other).app.inject({
      method: 'POST',
      url: '/v1/progress',
      remoteAddress: address,
      payload: { caseNo, queryCode },
    })
  const addressOf = (index: number) => `192.0.2.${index % ADDRESSES}`
  /** The minute does not end however slow the machine is. */
  const holdMinute = () => app.database.asOwner(`update counted_tries set until = now() + interval '1 day'`)
  const wrong = { ...one, queryCode: 'x' }
  t.equal((await ask(0, addressOf(0), wrong)).statusCode, 404)
  await holdMinute()
  const guesses = await Promise.all(
    Array.from({ length: GUESSES }, (_, index) => ask(index, addressOf(index), wrong)),
  )
  const tried = guesses.filter(({ statusCode }) => statusCode === 404).length
  const limited = guesses.filter(({ statusCode }) => statusCode === 429).length
  t.same([tried, limited], [OF_CASE - 1, GUESSES - OF_CASE + 1])
  t.equal((await ask(0, '198.51.100.1', one)).statusCode, 429, 'the right one waits as well')
  t.equal((await ask(1, '198.51.100.1', two)).statusCode, 200, 'who asks for another case does not')

  await ask(0, '198.51.100.2', { ...two, queryCode: 'x' })
  await holdMinute()
  const fromOne = await Promise.all(
    Array.from({ length: GUESSES }, (_, index) =>
      ask(index, '198.51.100.2', { caseNo: `NONE-${index}`, queryCode: 'x' }),
    ),
  )
  t.equal(fromOne.filter(({ statusCode }) => statusCode === 404).length, OF_ADDRESS - 1, 'over all cases')
})
