import type { Template } from '@flowdeck/shared'
import { changeDraft } from '../playground/playgroundStore.ts'
import { draftOf } from '../playground/draft.ts'
import { sendRequest } from '../playground/sendRequest.ts'
import type { RequestDraft } from '../state/sentRequest.ts'
import { useLive } from '../state/useLive.ts'
import { useRunControl } from './runControl.ts'

type Request = Template['request']

const toDraft = ({ endpoint, docs, parameters }: Request): RequestDraft => ({
  protocol: 'grpc',
  endpoint,
  docs,
  parameters: parameters,
})

/** Puts a request into the playground of a Flow, ready to be sent over whatever its Gateway speaks. */
export function writeRequest(flowId: string, request: Request): void {
  changeDraft(flowId, { ...draftOf(toDraft(request)), protocol: null })
}

/** Waits until the run bar shows a Flow, so that it can be started. */
export async function runsIn(flowId: string): Promise<void> {
  if (useRunControl.getState().flowId === flowId) return
  await new Promise<void>((shown) => {
    const stop = useRunControl.subscribe((control) => {
      if (control.flowId !== flowId) return
      stop()
      shown()
    })
  })
}

let forget: (() => void) | null = null

/** Sends a request once, as soon as the Flow is ready; not when the start is cancelled or fails. */
export function sendWhenReady(flowId: string, request: Request): void {
  forget?.()
  const earlier = useLive.getState().runs[flowId]?.runId
  const look = () => {
    const run = useLive.getState().runs[flowId]
    if (run?.state === 'failed' && run.runId !== earlier) forget?.()
    if (run?.state !== 'ready') return
    forget?.()
    const protocol = run.gateway[0]?.protocol ?? 'grpc'
    void sendRequest(flowId, { ...toDraft(request), protocol })
  }
  const stops = [
    useLive.subscribe(look),
    useRunControl.subscribe((now, before) => {
      const cancelled = before.now.step === 'confirm' && now.now.step === 'idle'
      if (cancelled || now.flowId !== flowId) forget?.()
    }),
  ]
  forget = () => {
    for (const stop of stops) stop()
    forget = null
  }
  look()
}
