package io.threetowers.core.script;

import ai.djl.Device;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.util.cuda.CudaUtils;
import com.sun.jna.Library;
import com.sun.jna.Native;
import java.io.IOException;
import java.util.OptionalLong;

/**
 * How much memory the process holds of a device: on the CPU what the operating system counts as
 * resident, on a GPU what is not free.
 */
public abstract sealed class DeviceMemory {

  private DeviceMemory() {}

  /** That of a device. */
  public static DeviceMemory of(Device device) {
    return device.isGpu() ? new Gpu(device) : new Cpu();
  }

  /**
   * Gives back what is free, and forgets the peak.
   *
   * @return bytes held now; empty if the system does not tell
   */
  public abstract OptionalLong reset();

  /** Bytes held at most since the last {@link #reset}; empty if the system does not tell. */
  public abstract OptionalLong peak();

  /** Bytes that a process can have at most; empty if the system does not tell. */
  public abstract OptionalLong limit();

  /** The C library's. */
  private interface Malloc extends Library {
    int malloc_trim(long pad);
  }

  private static final class Cpu extends DeviceMemory {
    private final HostMemory memory = new HostMemory();

    @Override
    public OptionalLong reset() {
      System.gc(); // the heap's growth is not the step's
      try {
        Native.load("c", Malloc.class).malloc_trim(0);
        memory.forgetPeak();
      } catch (UnsatisfiedLinkError | IOException e) {
        return OptionalLong.empty(); // no Linux, or another C library
      }
      return memory.resident();
    }

    @Override
    public OptionalLong peak() {
      return memory.peak();
    }

    @Override
    public OptionalLong limit() {
      return memory.total();
    }
  }

  private static final class Gpu extends DeviceMemory {
    private final Device device;

    Gpu(Device device) {
      this.device = device;
    }

    @Override
    public OptionalLong reset() {
      JniUtils.emptyCudaCache();
      return peak();
    }

    /** The engine keeps what it has had until it is told to give it back. */
    @Override
    public OptionalLong peak() {
      return OptionalLong.of(CudaUtils.getGpuMemory(device).getUsed());
    }

    @Override
    public OptionalLong limit() {
      return OptionalLong.of(CudaUtils.getGpuMemory(device).getMax());
    }
  }
}
