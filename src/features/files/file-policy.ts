/** Who may send files in (上传附件的角色), whichever way. */
export const UPLOADERS = {
  policy: {
    roles: ['citizen', 'assistant', 'clerk', 'lead', 'reviewer', 'approver', 'issuer', 'cataloguer'],
  },
} as const
