import { randomUUID } from 'node:crypto'
import t from 'tap'
import { startTestApp } from '../helpers/app.js'
import { createCase, foodCase, leshanCase, transition } from '../helpers/cases.js'

t.test('intake', async (t) => {
  const app = await startTestApp(t)

  t.test('a material counts with its proof and never by its name', async (t) => {
    const fund = leshanCase()
    const all = fund.materials.map(({ materialCode }) => materialCode)
    const sent = (source: string, more: object = {}) => ({
      ...fund,
      materials: fund.materials.map(({ materialCode }) => ({ materialCode, source, ...more })),
    })
    const missingOf = async (source: string, more: object = {}) => {
      const created = await createCase(app, sent(source, more))
      t.equal(created.body.status, 'SUBMITTED')
      return created.body.missing.map((each: { materialCode: string }) => each.materialCode)
    }
    t.same(await missingOf('deferred'), all, 'a promise is no material')
    t.same(await missingOf('paper', { copies: 0 }), all)
    t.same(await missingOf('licence'), all)
    t.same(await missingOf('licence', { licence: { type: '身份证', number: ' ' } }), all)
    for (const source of ['register', 'dossier', 'commitment']) t.same(await missingOf(source), all, source)
    t.same(await missingOf('licence', { licence: { type: '身份证', number: '1' } }), [])
    t.same(await missingOf('paper', { copies: 2 }), [])
    const owed = await createCase(app, sent('deferred'))
    for (const action of ['accept', 'handleOnTheSpot'])
      t.match((await transition(app, 'clerk', owed, { action }, 422)).body.errors, [
        { code: 'MATERIAL_MISSING' },
        { code: 'MATERIAL_MISSING' },
      ])
  })

  t.test('an upload is its file, for whoever sends it', async (t) => {
    const food = foodCase()
    const named = {
      ...food,
      materials: food.materials.map(({ materialCode }) => ({ materialCode, source: 'upload' })),
    }
    const { windowId: _window, ...online } = named
    const ways = [
      { body: named, role: 'clerk' as const },
      { body: { ...online, channel: 'WEB' }, role: 'citizen' as const },
      { body: { ...named, submit: false }, role: 'clerk' as const },
    ]
    for (const { body, role } of ways) {
      const refused = await createCase(app, body, { role, status: 422 })
      t.same(
        refused.body.errors.map((each: { pointer: string }) => each.pointer),
        named.materials.map((_, index) => `/materials/${index}/fileId`),
      )
    }
    const [first, ...rest] = food.materials
    const foreign = { ...food, materials: [...rest, { ...first, source: 'upload', fileId: randomUUID() }] }
    const unknown = await createCase(app, foreign, { status: 422 })
    t.match(unknown.body.errors, [{ pointer: `/materials/${rest.length}/fileId`, code: 'FILE_UNKNOWN' }])
    const strange = {
      ...food,
      materials: [...food.materials, { materialCode: 'tax-return', source: 'paper' }],
    }
    const refused = await createCase(app, strange, { status: 422 })
    t.match(refused.body.errors, [
      { pointer: `/materials/${food.materials.length}/materialCode`, code: 'MATERIAL_UNKNOWN' },
    ])
  })

  t.test('a promise does not answer a notice, nor does a name without a file', async (t) => {
    const created = await createCase(app, foodCase({ without: ['layout-plan'] }))
    const told = await transition(app, 'clerk', created, {
      action: 'requestCorrection',
      items: [{ materialCode: 'layout-plan', reason: '缺少平面图' }],
    })
    const bring = (material: object, status: number) =>
      transition(
        app,
        'clerk',
        told,
        { action: 'submit', materials: [{ materialCode: 'layout-plan', ...material }] },
        status,
      )
    t.match((await bring({ source: 'deferred' }, 422)).body.errors, [{ code: 'CORRECTION_INCOMPLETE' }])
    t.match((await bring({ source: 'upload' }, 422)).body.errors, [
      { pointer: '/materials/0/fileId', code: 'FILE_REQUIRED' },
    ])
    t.match((await bring({ source: 'paper' }, 200)).body, { status: 'SUBMITTED', missing: [] })
  })

  t.test('what is supplied later must be there then', async (t) => {
    const created = await createCase(app, foodCase({ without: ['safety-rules'] }))
    const accepted = await transition(app, 'clerk', created, {
      action: 'acceptWithDeferral',
      deferred: [{ materialCode: 'safety-rules', dueOn: '2026-03-20' }],
      promise: '三月二十日前补交',
    })
    const supply = (material: object, status: number) =>
      transition(
        app,
        'clerk',
        accepted,
        { action: 'supplyMaterials', materials: [{ materialCode: 'safety-rules', ...material }] },
        status,
      )
    for (const material of [{ source: 'deferred' }, { source: 'paper', copies: 0 }, { source: 'register' }])
      t.match((await supply(material, 422)).body.errors, [
        { pointer: '/materials/0/source', code: 'PROOF_MISSING' },
      ])
    t.match((await supply({ source: 'paper' }, 200)).body.deferred, [{ suppliedOn: '2026-03-02' }])
  })
})
