/** Says beside a button why it cannot be pressed yet; nothing when it can. A screen reader hears when that changes. */
export function WhyNot({ id, why }: { id: string; why: string | null }) {
  return (
    <p className="live-why-not" id={id} role="status">
      {why}
    </p>
  )
}
