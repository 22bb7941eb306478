import { checkBasicCode } from '../../../shared/codes/item-code.js'
import { isError } from '../../../shared/finding.js'
import type { InputError } from '../../../shared/problem.js'
import type { Dictionaries } from '../../dictionaries/dictionary.js'
import { checkFees } from '../checks/fee-checks.js'
import { compareLimits } from '../checks/limit-order.js'
import type { DirectoryDocument } from './directory-document.js'

/** What forbids publishing a directory entry (基本目录发布前检查): each item that follows it would inherit the fault. */
export function checkDirectoryDocument(
  document: DirectoryDocument,
  dictionaries: Dictionaries,
): InputError[] {
  return [...checkCodes(document), ...checkDictionaries(document, dictionaries), ...checkContents(document)]
}

const fault = (pointer: string, code: string, en: string, zh: string): InputError => ({
  pointer,
  code,
  message: { en, zh },
})

/** A directory binds every organ below: only an organ of a province or of the state keeps one. */
export const checkKeeper = (divisionCode: string): InputError[] =>
  /^\d{2}0{10}$/.test(divisionCode)
    ? []
    : [
        fault(
          '/organisationCode',
          'DIRECTORY_KEEPER',
          'Only an organ of a province or of the state keeps the directory',
          '基本目录只能由国家级或省级机构管理',
        ),
      ]

function checkCodes({ basicCode, codeProfile = 'C0109', type }: DirectoryDocument): InputError[] {
  if (!checkBasicCode(basicCode, codeProfile))
    return [fault('/basicCode', 'BASIC_CODE', 'Not a basic code of this layout', '基本编码不符合编码规则')]
  if (codeProfile === 'C0109' && basicCode.slice(2, 4) !== type)
    return [fault('/type', 'CODE_TYPE', 'The type differs from that in the code', '事项类型与基本编码不一致')]
  return []
}

function checkDictionaries(
  { type, audiences = [] }: DirectoryDocument,
  dictionaries: Dictionaries,
): InputError[] {
  const places = [
    ['itemType', '/type', type] as const,
    ...audiences.map((code, index) => ['audience', `/audiences/${index}`, code] as const),
  ]
  return places
    .filter(([dictionary, , code]) => dictionaries.entry(dictionary, code) === undefined)
    .map(([, pointer]) =>
      fault(pointer, 'DICTIONARY_CODE', 'The dictionary has no such code', '字典中没有该代码'),
    )
}

function checkContents({ materials = [], limits = {}, fees }: DirectoryDocument): InputError[] {
  const codes = materials.map(({ materialCode }) => materialCode)
  const faults = codes.flatMap((code, index) =>
    codes.indexOf(code) === index
      ? []
      : fault(`/materials/${index}/materialCode`, 'MATERIAL_TWICE', 'This code stands twice', '材料编码重复'),
  )
  faults.push(...checkListedFees(fees))
  const { statutory, promised } = limits
  if (
    statutory !== undefined &&
    !('none' in statutory) &&
    promised !== undefined &&
    compareLimits(promised, statutory) === 'longer'
  )
    faults.push(
      fault(
        '/limits/promised',
        'PROMISE_LONGER',
        'The promised limit is longer than the statutory one',
        '承诺时限长于法定时限',
      ),
    )
  return faults
}

/** A list of fees that is there (收费目录) is checked as an item's own: each that follows the entry takes it over. */
function checkListedFees(fees: DirectoryDocument['fees']): InputError[] {
  const { charged = false, items } = fees ?? {}
  if (items === undefined) return []
  return checkFees({ fees: { charged, items, onlinePayment: charged } })
    .filter(isError)
    .map(({ pointer, rule, message }) => ({ pointer, code: rule, message }))
}
