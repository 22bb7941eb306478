import t from 'tap'
import { startTestApp } from '../helpers/app.js'

t.test('every schema of every route can be compiled, as the service does before it listens', async (t) => {
  const { app, request } = await startTestApp(t)
  t.doesNotThrow(() => app.compileSchemas())
  t.equal((await request('GET', '/v1/items?limit=zero')).status, 400)
  t.equal((await request('GET', '/v1/items?limit=1')).status, 200)
})

for (const [what, schema] of [
  ['a query', { querystring: { type: 'nonsense' } }],
  ['an answer', { response: { 200: { type: 'nonsense' } } }],
] as const)
  t.test(`a schema that is none ends the start: ${what}`, async (t) => {
    const { app } = await startTestApp(t, {
      routes: async (instance) => {
        instance.get(
          '/v1/test-broken',
          { schema: { hide: true, ...schema }, config: { policy: { public: true } } },
          async () => ({}),
        )
      },
    })
    t.throws(() => app.compileSchemas(), /nonsense|schema is invalid/)
  })
