import type { DirectoryDocument } from '../directory/directory-document.js'
import type { ItemDocument, ItemMaterial } from '../item-document.js'
import type { Finding } from './finding.js'
import { bare, found } from './inheritance-rules.js'

const STRICTNESS: Record<ItemMaterial['necessity'], number> = { optional: 0, deferrable: 1, required: 2 }

/** The materials that the item asks for: none that the directory does not know, none more strictly, none in more copies. */
export function checkMaterials(item: ItemDocument, { materials }: DirectoryDocument): Finding[] {
  if (materials === undefined) return []
  const known = new Map(materials.map((material) => [material.materialCode, material]))
  return item.materials.flatMap((material, index) => {
    const fixed = known.get(material.materialCode)
    const { necessity, legalBasis } = material
    if (fixed === undefined)
      return legalBasis !== undefined
        ? []
        : found('DIRECTORY_MATERIAL_ADDED', `/materials/${index}`, {
            en: 'The directory does not ask for this material: name its own legal basis or leave it out',
            zh: '基本目录没有该材料，增加材料须注明依据',
          })
    const more = [
      ...checkMaterialName(material, fixed, `/materials/${index}/name`),
      ...checkAsked(material, fixed, `/materials/${index}`),
    ]
    // The basis of the directory is that of its own necessity, not of a stricter one.
    if (STRICTNESS[necessity] <= STRICTNESS[fixed.necessity]) return more
    return legalBasis !== undefined && legalBasis !== fixed.legalBasis
      ? more
      : found('DIRECTORY_MATERIAL_STRICTER', `/materials/${index}/necessity`, {
          en: `The directory asks for it as ${fixed.necessity}: a stricter demand needs a legal basis of its own`,
          zh: '材料必要性严于基本目录的，须另行注明依据',
        })
  })
}

type DirectoryMaterial = NonNullable<DirectoryDocument['materials']>[number]

/** Under its code another paper could be asked for; that the name is only another one for the same, a person sees. */
const checkMaterialName = (own: ItemMaterial, fixed: DirectoryMaterial, pointer: string): Finding[] =>
  bare(own.name) === bare(fixed.name)
    ? []
    : [
        found('DIRECTORY_MATERIAL_NAME', pointer, {
          en: `The directory calls it "${fixed.nameEn ?? fixed.name}"`,
          zh: `基本目录的名称为“${fixed.name}”`,
        }),
      ]

/** In how many originals and copies, and in which forms, one material is taken. */
function checkAsked(own: ItemMaterial, fixed: DirectoryMaterial, pointer: string): Finding[] {
  const hasOwnBasis = own.legalBasis !== undefined && own.legalBasis !== fixed.legalBasis
  const takesPromise = fixed.commitment === undefined || own.commitment !== undefined
  return [
    ...(hasOwnBasis ? [] : checkCount(own, fixed, pointer)),
    ...(own.format === fixed.format || own.format === 'paperOrElectronic'
      ? []
      : [found('DIRECTORY_MATERIAL_FORM', `${pointer}/format`)]),
    ...(takesPromise
      ? []
      : [
          found('DIRECTORY_MATERIAL_FORM', `${pointer}/commitment`, {
            en: 'The directory takes the applicant’s promise in its place',
            zh: '基本目录允许以告知承诺代替该材料',
          }),
        ]),
  ]
}

function checkCount(own: ItemMaterial, fixed: DirectoryMaterial, pointer: string): Finding[] {
  const more = (['originals', 'copies'] as const).find((count) => own[count] > fixed[count])
  if (more !== undefined)
    return [
      found('DIRECTORY_MATERIAL_MORE', `${pointer}/${more}`, {
        en: `The directory asks for ${fixed[more]} ${more}, not ${own[more]}`,
        zh: `基本目录为${more === 'originals' ? '原件' : '复印件'} ${fixed[more]} 份，不得要求 ${own[more]} 份`,
      }),
    ]
  if (fixed.originality !== 'copy' || own.originality === 'copy') return []
  return [
    found('DIRECTORY_MATERIAL_MORE', `${pointer}/originality`, {
      en: 'The directory takes a copy, not the original',
      zh: '基本目录为复印件，不得要求原件',
    }),
  ]
}
