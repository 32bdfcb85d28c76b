import { afterEach, describe, expect, it, vi } from 'vitest'
import { armFailPoints, FAIL_POINTS, failPoint } from './failPoint'

afterEach(() => {
  armFailPoints(undefined)
  vi.restoreAllMocks()
})

describe('fail-points', () => {
  it('are not in what runs from source or is shipped', () => expect(FAIL_POINTS).toBe(false))

  it('strike once, at the pass they are armed for, and each on its own', () => {
    const kill = vi.spyOn(process, 'kill').mockReturnValue(true)
    armFailPoints('commit.sent:kill@2,job.claimed:stop@1')
    failPoint('commit.sent')
    expect(kill).not.toHaveBeenCalled()
    failPoint('job.claimed')
    failPoint('commit.sent')
    failPoint('commit.sent')
    expect(kill.mock.calls).toEqual([[process.pid, 'SIGSTOP'], [process.pid, 'SIGKILL']])
  })

  it.each(['commit.sent', 'commit.sent:kill', 'commit.sent:kill@0', 'commit.none:kill@1', 'commit.sent:sleep@1'])('refuse %s', (text) => {
    expect(() => armFailPoints(text)).toThrow(text)
  })
})
