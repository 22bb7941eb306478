/** Why a material that was to come by itself is asked for after all. */
export const lostReason = (itemName: string): string =>
  `同一件事中的“${itemName}”未能出证，请提交该材料，或者撤回本申请`
