import type { Text } from '../../shared/text.js'
import type { MaterialSource } from './case.js'

const SOURCES: Record<MaterialSource, Text> = {
  upload: { zh: '电子文件', en: 'file' },
  paper: { zh: '纸质', en: 'paper' },
  licence: { zh: '电子证照', en: 'electronic licence' },
  register: { zh: '系统核验', en: 'look-up in a register' },
  dossier: { zh: '已存档案', en: 'from the dossier' },
  commitment: { zh: '告知承诺', en: 'promise' },
  deferred: { zh: '容缺后补', en: 'promised for later' },
}

/** How a material came (材料来源), in words; what a newer release wrote by its code. */
export const sourceTitle = (source: string): Text =>
  Object.hasOwn(SOURCES, source) ? SOURCES[source as MaterialSource] : { zh: source, en: source }
