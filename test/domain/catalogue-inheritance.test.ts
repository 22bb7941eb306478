import fc from 'fast-check'
import t from 'tap'
import { checkInheritance } from '../../src/features/catalogue/checks/inheritance-checks.js'
import { compareLimits } from '../../src/features/catalogue/checks/limit-order.js'
import { DirectoryDocument } from '../../src/features/catalogue/directory/directory-document.js'
import type { ItemDocument } from '../../src/features/catalogue/item-document.js'
import { makeAjv } from '../../src/http/validation.js'
import { foodBusinessLicence, SAMPLE_DIRECTORY, SAMPLE_ITEMS } from '../helpers/sample.js'

const CODE = foodBusinessLicence.basicCode
const entryOf = (basicCode: string): DirectoryDocument => {
  const found = SAMPLE_DIRECTORY.find((entry) => entry.basicCode === basicCode)
  if (found === undefined) throw new Error(`no entry ${basicCode}`)
  return found
}
const DIRECTORY = entryOf(CODE)

const changed = (change: (item: ItemDocument) => void): ItemDocument => {
  const item = structuredClone(foodBusinessLicence)
  change(item)
  return item
}
const rules = (item: ItemDocument, directory: DirectoryDocument | undefined = DIRECTORY): string[] =>
  checkInheritance(item, directory).map(({ rule, severity, pointer }) => `${severity} ${rule} ${pointer}`)
const errorsOf = (item: ItemDocument, directory = DIRECTORY): string[] =>
  rules(item, directory).filter((each) => each.startsWith('error'))

t.test('the sample directory is well formed, and every sample item follows it', async (t) => {
  const validate = makeAjv(false).compile(DirectoryDocument)
  for (const entry of SAMPLE_DIRECTORY) t.ok(validate(entry), JSON.stringify(validate.errors))
  for (const item of SAMPLE_ITEMS) t.same(rules(item, entryOf(item.basicCode)), [], item.name)
  t.equal(
    new Set(SAMPLE_DIRECTORY.map(({ basicCode }) => basicCode)).size,
    SAMPLE_DIRECTORY.length,
    'one entry a code',
  )
})

t.test('each rule catches the entry that breaks it, and says so in both languages', async (t) => {
  const broken: Record<string, (item: ItemDocument) => void> = {
    'error DIRECTORY_TYPE /type': (item) => {
      item.type = '10'
    },
    'error DIRECTORY_LEVEL /level': (item) => {
      item.level = 5
    },
    'error DIRECTORY_AUDIENCE /audiences/5': (item) => {
      item.audiences.push('5')
    },
    'error DIRECTORY_BASIS_MISSING /legalBases': (item) => {
      item.legalBases.pop()
    },
    'error DIRECTORY_MATERIAL_ADDED /materials/4': (item) => {
      const { legalBasis: _, ...first } = structuredClone(item.materials[0] ?? never())
      item.materials.push({ ...first, materialCode: 'chamber-letter', name: '商会介绍信' })
    },
    'error DIRECTORY_MATERIAL_STRICTER /materials/3/necessity': (item) => {
      ;(item.materials[3] ?? never()).necessity = 'required'
    },
    'error DIRECTORY_MATERIAL_MORE /materials/0/originals': (item) => {
      ;(item.materials[0] ?? never()).originals = 9
    },
    'error DIRECTORY_MATERIAL_MORE /materials/1/originality': (item) => {
      ;(item.materials[1] ?? never()).originality = 'original'
    },
    'error DIRECTORY_MATERIAL_FORM /materials/0/format': (item) => {
      ;(item.materials[0] ?? never()).format = 'paper'
    },
    'error DIRECTORY_FEE /fees/charged': (item) => {
      item.fees.charged = true
    },
    'error DIRECTORY_STATUTORY_LONGER /limits/statutory': (item) => {
      Object.assign(item.limits.statutory, { amount: 11 })
    },
    'error DIRECTORY_PROMISE_LONGER /limits/promised': (item) => {
      item.limits.promised.amount = 11
    },
    'error DIRECTORY_PROMISE_LONGER /variants/0/limits/promised': (item) => {
      item.variants = [
        {
          variantCode: `${item.itemCode}01`,
          kind: 'new',
          name: '新办',
          situations: ['new-licence'],
          limits: { ...item.limits, promised: { amount: 11, unit: 'workingDay' } },
        },
      ]
    },
    'warning DIRECTORY_LIMIT_UNIT /limits/statutory': (item) => {
      item.limits.statutory = { amount: 28, unit: 'day', basis: '依据' }
    },
    'warning DIRECTORY_NAME /name': (item) => {
      item.name = '食品经营许可（本县）'
    },
  }
  for (const [finding, change] of Object.entries(broken)) t.same(rules(changed(change)), [finding])
  for (const change of Object.values(broken))
    for (const { message } of checkInheritance(changed(change), DIRECTORY)) {
      t.match(message.zh, /\p{Script=Han}/u)
      t.match(message.en, /^[A-Z]/)
    }
})

t.test('conditions, quantity and special procedures are made no heavier either', async (t) => {
  const { conditions, specialProcedures } = foodBusinessLicence
  const fixed: DirectoryDocument = {
    ...DIRECTORY,
    conditions: conditions.filter((each) => typeof each === 'string'),
    quantityLimit: '每区不超过十家',
    specialProcedures,
  }
  t.same(errorsOf(foodBusinessLicence, fixed), [])
  t.same(
    errorsOf(
      changed((item) => item.conditions.push('缴纳保证金')),
      fixed,
    ),
    [`error DIRECTORY_CONDITION /conditions/${conditions.length}`],
  )
  t.same(
    errorsOf(
      changed((item) => {
        item.quantityLimit = '每区不超过三家'
      }),
      fixed,
    ),
    ['error DIRECTORY_QUANTITY /quantityLimit'],
  )
  t.same(
    errorsOf(
      changed(({ specialProcedures: [first] }) => {
        if (first !== undefined) first.days += 1
      }),
      fixed,
    ),
    ['error DIRECTORY_SPECIAL /specialProcedures/0'],
  )
  const [once] = specialProcedures
  if (once === undefined) throw never()
  const special = (own: (typeof specialProcedures)[number][], of = fixed) =>
    errorsOf(
      changed((item) => {
        item.specialProcedures = own
      }),
      of,
    )
  t.same(special([once, once]), ['error DIRECTORY_SPECIAL /specialProcedures/1'], 'twice what is there once')
  t.same(special([{ ...once, kind: 'hearing' }]), ['error DIRECTORY_SPECIAL /specialProcedures/0'])
  const free = { ...fixed, specialProcedures: [{ ...once, charged: false }] }
  t.same(special([{ ...once, charged: true }], free), ['error DIRECTORY_SPECIAL /specialProcedures/0'])
  const long = { ...once, days: once.days + 10 }
  t.same(special([once, long], { ...fixed, specialProcedures: [long, once] }), [], 'each has its own')
  const commitment = { promise: '符合条件', checkWithin: { amount: 20, unit: 'workingDay' } } as const
  const promised = {
    ...DIRECTORY,
    materials: DIRECTORY.materials?.map((each) => ({ ...each, commitment })) ?? [],
  }
  t.same(
    errorsOf(foodBusinessLicence, promised),
    foodBusinessLicence.materials.map(
      (_, index) => `error DIRECTORY_MATERIAL_FORM /materials/${index}/commitment`,
    ),
    'the promise that the directory takes is taken here too',
  )
})

t.test('fees are those of the directory, and no dearer; a material is what its code says', async (t) => {
  const fee = {
    feeCode: 'card',
    name: '工本费',
    standard: '10元',
    legalBasis: '收费办法第三条',
    reducible: true,
    amount: { amount: 1000, currency: 'CNY' as const },
  }
  const fixed = { ...DIRECTORY, fees: { charged: true, items: [fee] } }
  const charging = (...items: ItemDocument['fees']['items']) =>
    rules(
      changed((item) => {
        item.fees = { charged: true, onlinePayment: true, items }
      }),
      fixed,
    )
  t.same(charging(fee), [])
  t.same(charging({ ...fee, feeCode: 'own', amount: { amount: 500, currency: 'CNY' } }), [], 'cheaper')
  t.same(charging({ ...fee, amount: { amount: 5000, currency: 'CNY' } }), [
    'error DIRECTORY_FEE_MORE /fees/items/0/amount',
  ])
  t.same(charging(fee, { ...fee, feeCode: 'fast', name: '加急费' }), [
    'error DIRECTORY_FEE_MORE /fees/items/1',
  ])
  t.same(charging({ ...fee, reducible: false }), ['error DIRECTORY_FEE_MORE /fees/items/0/reducible'])
  const count = { var: 'form.copies' }
  t.same(
    charging({ ...fee, count }),
    ['error DIRECTORY_FEE_MORE /fees/items/0/count'],
    'several times the sum',
  )
  const counted = { ...DIRECTORY, fees: { charged: true, items: [{ ...fee, count }] } }
  const byCount = (own: object) =>
    rules(
      changed((item) => {
        item.fees = { charged: true, onlinePayment: true, items: [{ ...fee, ...own }] }
      }),
      counted,
    )
  t.same([byCount({ count }), byCount({})], [[], []], 'by the rule of the directory, or once')
  t.same(byCount({ count: 9 }), ['error DIRECTORY_FEE_MORE /fees/items/0/count'])
  const open = { ...DIRECTORY, fees: { charged: true } }
  t.same(
    errorsOf(
      changed((item) => Object.assign(item.fees, { charged: true, items: [fee] })),
      open,
    ),
    [],
  )
  t.same(rules(changed(({ materials: [first] }) => Object.assign(first ?? never(), { name: '房产证' }))), [
    'warning DIRECTORY_MATERIAL_NAME /materials/0/name',
  ])
})

t.test('without an entry there is a warning and no more', async (t) => {
  t.same(
    checkInheritance(foodBusinessLicence, undefined).map(({ rule, severity }) => [rule, severity]),
    [['DIRECTORY_NONE', 'warning']],
  )
})

t.test('what has a basis of its own may be added and may be stricter', async (t) => {
  const item = changed(({ materials }) => {
    const [first, , , last] = materials
    if (first === undefined || last === undefined) throw never()
    Object.assign(last, { necessity: 'required', legalBasis: '《四川省食品小作坊管理条例》第八条' })
    materials.push({ ...first, materialCode: 'more', legalBasis: '《四川省食品小作坊管理条例》第九条' })
  })
  t.same(rules(item), [])
  const quoted = changed(({ legalBases }) => {
    for (const basis of legalBases) basis.name = `《${basis.name}》`
  })
  t.same(rules(quoted), [], 'a title with its brackets is the same title')
})

t.test('limits of different units are compared where they can be', async (t) => {
  const told = (amount: number, unit: 'workingDay' | 'day' | 'month' | 'year', most: [number, typeof unit]) =>
    compareLimits({ amount, unit }, { amount: most[0], unit: most[1] })
  t.equal(told(22, 'workingDay', [1, 'month']), 'notLonger')
  t.equal(told(23, 'workingDay', [1, 'month']), 'longer')
  t.equal(told(1, 'month', [22, 'workingDay']), 'notLonger')
  t.equal(told(1, 'month', [21, 'workingDay']), 'longer')
  t.equal(told(250, 'workingDay', [1, 'year']), 'notLonger')
  t.equal(told(251, 'workingDay', [1, 'year']), 'longer')
  t.equal(told(12, 'month', [1, 'year']), 'notLonger', 'twelve months are a year, not 264 days')
  t.equal(told(13, 'month', [1, 'year']), 'longer')
  t.equal(told(20, 'day', [20, 'workingDay']), 'notLonger')
  t.equal(told(21, 'day', [20, 'workingDay']), 'unclear')
  t.equal(told(20, 'workingDay', [20, 'day']), 'unclear')
  t.equal(told(21, 'workingDay', [20, 'day']), 'longer')
  t.equal(told(0, 'workingDay', [3, 'day']), 'notLonger', 'at once is at once in every unit')
  t.equal(told(1, 'day', [0, 'workingDay']), 'longer')
})

t.test('a tightened entry is never refused, a loosened one always', async () => {
  const last = foodBusinessLicence.materials.length
  fc.assert(
    fc.property(
      fc.record({
        statutory: fc.integer({ min: 1, max: 10 }),
        promised: fc.integer({ min: 0, max: 10 }),
        audiences: fc.subarray(foodBusinessLicence.audiences, { minLength: 1 }),
        materials: fc.subarray(foodBusinessLicence.materials),
        isMilder: fc.boolean(),
        level: fc.constantFrom(3, 4),
        more: fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 3 }),
      }),
      (given) => {
        const item = changed((document) => {
          Object.assign(document.limits.statutory, { amount: given.statutory })
          document.limits.promised.amount = given.promised
          document.audiences = given.audiences
          document.level = given.level
          document.materials = [
            ...given.materials.map((each) =>
              given.isMilder ? { ...each, necessity: 'optional' as const } : each,
            ),
            ...given.more.map((code) => ({
              ...(foodBusinessLicence.materials[0] ?? never()),
              materialCode: code,
              legalBasis: '《某条例》',
            })),
          ]
          document.legalBases.push({ name: '某条例', kind: 'localRegulation' })
        })
        return errorsOf(item).length === 0
      },
    ),
  )
  const loosened: ((item: ItemDocument, by: number) => void)[] = [
    (item, by) => {
      Object.assign(item.limits.statutory, { amount: 10 + by })
    },
    (item, by) => {
      item.limits.promised.amount = 10 + by
    },
    (item, by) => {
      item.audiences.push(`${90 + by}`)
    },
    (item, by) => {
      item.level = [1, 2, 5, 6, 7][by % 5] ?? 1
    },
    (item, by) => {
      item.type = `${10 + (by % 10)}`
    },
    (item, by) => {
      item.legalBases.splice(by % item.legalBases.length, 1)
    },
    (item) => {
      item.fees.charged = true
    },
    (item, by) => {
      const { legalBasis: _, ...first } = item.materials[by % last] ?? never()
      item.materials.push({ ...first, materialCode: `added-${by}` })
    },
    (item) => {
      for (const material of item.materials) material.necessity = 'required'
    },
  ]
  fc.assert(
    fc.property(
      fc.subarray(loosened, { minLength: 1 }),
      fc.integer({ min: 1, max: 50 }),
      fc.integer({ min: 0, max: 9 }),
      (changes, by, earlier) => {
        const item = changed((document) => {
          // Tightened elsewhere, which excuses nothing.
          document.materials = document.materials.map((each) => ({ ...each, copies: each.copies + earlier }))
          for (const change of changes) change(document, by)
        })
        return errorsOf(item).length >= 1
      },
    ),
  )
})

function never(): never {
  throw new Error('the sample has it')
}
