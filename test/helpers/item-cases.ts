import { combinations } from '../../src/features/catalogue/checks/situation-checks.js'
import type { ItemDocument } from '../../src/features/catalogue/item-document.js'
import { resolveChecklist } from '../../src/features/catalogue/questions/checklist.js'
import { exampleForm } from './items.js'

const PERSON = { type: 'natural', name: '李小敏', idType: '111', idNumber: '11010519491231002X' }
const SPOUSE = { ...PERSON, name: '王示例', idNumber: '511102198306070016' }
const COMPANY = { type: 'legal', name: '乐山示例有限公司', idType: 'USCC', idNumber: '91350100M000100Y43' }

const PROVEN = { method: 'idCardReader', at: '2026-03-02T01:00:00.000000Z', reference: 'reader-1' }

/** An applicant, or whoever the item's own rules want: two spouses who both came. */
function partiesOf({ parties = [], attendance }: ItemDocument, type: 'natural' | 'legal') {
  const first = { role: 'applicant', ...(type === 'natural' ? PERSON : COMPANY) }
  const both = [first, { role: 'coApplicant', ...SPOUSE }]
  if (parties.some(({ presence }) => presence === true))
    return both.map((party) => ({ ...party, identityProof: PROVEN }))
  return type === 'legal' && attendance === 'named'
    ? [first, { ...SPOUSE, role: 'handler', identityProof: PROVEN }]
    : [first]
}

/** What must have been applied for before was so with another organ. */
const takenInElsewhere = ({ precededBy }: ItemDocument) =>
  precededBy === undefined
    ? {}
    : {
        overrides: [
          {
            pointer: '/situation',
            reason: '申请由其他登记机关受理，已查验回执单',
            proof: { kind: 'applicationReceipt', number: 'L511100-2026-000012', on: '2026-01-20' },
          },
        ],
      }

/** A case as the item's own record asks for it: the last answers of all, every material on paper, the form's examples. */
export function caseOf(item: ItemDocument, type: 'natural' | 'legal') {
  const answers = [...combinations(item, type)].at(-1) ?? {}
  const checklist = resolveChecklist(item, type, answers)
  if (checklist.kind !== 'checklist') throw new Error(`${item.name} is still asking`)
  return {
    itemCode: item.itemCode,
    submit: true,
    channel: 'WINDOW',
    windowId: item.windows?.[0]?.windowId,
    answers,
    parties: partiesOf(item, type),
    form: exampleForm(item),
    ...takenInElsewhere(item),
    materials: checklist.materials.map(({ material }) => ({
      materialCode: material.materialCode,
      source: 'paper',
    })),
  }
}
