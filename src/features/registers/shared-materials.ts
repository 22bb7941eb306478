import type { Text } from '../../shared/text.js'
import { servedBy } from './register.js'
import type { Registers } from './register-service.js'

/** What a shared register gives in place of a material (免提交), in words. */
export interface SharedMaterial {
  register: { code: string; name: Text }
  reason: Text
}

/** Of a material of an item; undefined: who applies brings it. */
export type SharedMaterials = (itemCode: string, materialCode: string) => SharedMaterial | undefined

/**
 * Which materials nobody has to bring, since a register that is connected is asked when the case is handed in (数据共享免提交):
 * the same registers in the same order as there. The paper may still be brought, and is asked for where nothing comes.
 */
export async function sharedMaterials(
  registers: Pick<Registers, 'current' | 'isConnected'>,
): Promise<SharedMaterials> {
  const asked = (await registers.current()).filter(
    (each) => each.document.active && registers.isConnected(each),
  )
  return (itemCode, materialCode) => {
    const register = asked.find((each) => servedBy(each, itemCode, [materialCode]).length > 0)
    if (register === undefined) return undefined
    const { name: zh, nameEn: en = zh } = register.document
    return {
      register: { code: register.code, name: { zh, en } },
      reason: {
        zh: `免提交：提交申请时由系统向“${zh}”获取；未能获取的，再行告知补交`,
        en: `Nothing to bring: fetched from “${en}” when the application is handed in; you are told if it does not come`,
      },
    }
  }
}
