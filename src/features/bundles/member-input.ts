import type { InputError } from '../../shared/problem.js'
import type { Text } from '../../shared/text.js'
import type { ItemDocument } from '../catalogue/item-document.js'
import type { BundleDocument } from './bundle-document.js'
import { pointerInBundle } from './bundle-form.js'
import type { MergedMaterial } from './merged-materials.js'
import type { MemberChecklist } from './resolve-bundle.js'

/** Who needs a paper, by which code. */
type Target = MergedMaterial['neededBy'][number]

/** A material as it came with the one request: for all members that ask for it, or for one of them. */
export interface GivenMaterial {
  materialCode: string
  itemCode?: string
}

/** A material of one member, and where it stands in the one request. */
export interface MemberMaterial<M> {
  input: Omit<M, 'itemCode'>
  index: number
}

interface Resolved {
  members: readonly Pick<MemberChecklist, 'document' | 'awaits'>[]
  materials: readonly Pick<MergedMaterial, 'neededBy'>[]
}

/**
 * A material that is given once goes to every member that asks for it (材料一次提交), under that member's code: the same paper
 * and the same file. 422 findings for what no member lists, and for a code under which several different papers go.
 */
export function materialsByMember<M extends GivenMaterial>(
  resolved: Resolved,
  materials: readonly M[],
): { given: Map<string, MemberMaterial<M>[]>; errors: InputError[] } {
  const given = new Map<string, MemberMaterial<M>[]>()
  const errors: InputError[] = []
  for (const [index, material] of materials.entries()) {
    const targets = targetsOf(resolved, material)
    if (!Array.isArray(targets)) {
      errors.push({
        pointer: `/materials/${index}/${targets.at}`,
        code: targets.code,
        message: targets.message,
      })
      continue
    }
    const { itemCode: _itemCode, ...input } = material
    for (const { itemCode, materialCode } of targets)
      given.set(itemCode, [...(given.get(itemCode) ?? []), { input: { ...input, materialCode }, index }])
  }
  return { given, errors }
}

interface Fault {
  at: 'materialCode' | 'itemCode'
  code: string
  message: Text
}

function targetsOf(
  { members, materials }: Resolved,
  { materialCode, itemCode }: GivenMaterial,
): Target[] | Fault {
  if (itemCode !== undefined && members.every(({ document }) => document.itemCode !== itemCode))
    return {
      at: 'itemCode',
      code: 'MEMBER_TAKES_NO_PART',
      message: { en: 'No such item takes part', zh: '该事项不在本次办理范围内' },
    }
  const isMeant = (each: Target) =>
    each.materialCode === materialCode && (itemCode === undefined || each.itemCode === itemCode)
  const asked = materials.map(({ neededBy }) => neededBy).filter((each) => each.some(isMeant))
  // What another member would issue and somebody has already: nobody waits for it.
  const awaited = members.flatMap(({ document, awaits }) =>
    awaits.map((each) => ({ itemCode: document.itemCode, materialCode: each.materialCode })),
  )
  const waiting = awaited.filter(isMeant)
  const groups = waiting.length === 0 ? asked : [...asked, waiting]
  const listed = groups.length > 0 ? groups : listedApart(members, isMeant)
  const [only] = listed
  if (only === undefined)
    return {
      at: 'materialCode',
      code: 'MATERIAL_UNKNOWN',
      message: { en: 'No item that takes part lists this material', zh: '办理的各事项均未列出该材料' },
    }
  if (listed.length > 1)
    return {
      at: 'itemCode',
      code: 'MATERIAL_AMBIGUOUS',
      message: {
        en: 'Several items call different papers by this code: say for which one it is',
        zh: '多个事项以该编码列出了不同的材料，请指明事项',
      },
    }
  return itemCode === undefined ? only : only.filter((each) => each.itemCode === itemCode)
}

/** What the members list and this applicant need not bring, by its name: it may be brought all the same. */
function listedApart(members: Resolved['members'], isMeant: (each: Target) => boolean): Target[][] {
  const byName = new Map<string, Target[]>()
  for (const { document } of members)
    for (const { materialCode, name } of document.materials) {
      const target = { itemCode: document.itemCode, materialCode }
      if (isMeant(target)) byName.set(name, [...(byName.get(name) ?? []), target])
    }
  return [...byName.values()]
}

/** What is wrong with all members alike is told once, and needs no item's name. */
const OF_ALL = /^\/(parties|channel|assistance|externalNos|visitId)(\/|$)/

/** What is wrong with a member's application, at the places of the one request from which it was made. */
export function toldInBundle(
  bundle: BundleDocument,
  item: ItemDocument,
  indexes: readonly number[],
  errors: readonly InputError[],
): InputError[] {
  return errors.map(({ pointer, code, message }) =>
    OF_ALL.test(pointer)
      ? { pointer, code, message }
      : {
          pointer: placeInBundle(bundle, item.itemCode, indexes, pointer),
          code,
          message: { zh: `${item.name}：${message.zh}`, en: `${item.nameEn ?? item.name}: ${message.en}` },
        },
  )
}

function placeInBundle(
  bundle: BundleDocument,
  itemCode: string,
  indexes: readonly number[],
  pointer: string,
): string {
  const [, first = '', second = '', ...rest] = pointer.split('/')
  if (first === 'form') return pointerInBundle(bundle, itemCode, pointer)
  if (first === 'materials' && second !== '')
    return ['', first, indexes[Number(second)] ?? second, ...rest].join('/')
  if (first === 'answers') {
    const mapped = bundle.members
      .find((member) => member.itemCode === itemCode)
      ?.answers.find(({ question }) => question === second)
    return mapped !== undefined && 'from' in mapped ? `/answers/${mapped.from}` : '/answers'
  }
  // The item is not the sender's to choose.
  return first === 'itemCode' ? '' : pointer
}
