package io.threetowers.core.weights;

import ai.djl.ndarray.types.DataType;
import java.util.Optional;

/**
 * The types of number that tensors of files have, by the names of safetensors
 * (safetensors/src/tensor.rs, Dtype).
 */
public enum TensorType {
  BOOL(1),
  U8(1),
  I8(1),
  F8_E5M2(1),
  F8_E4M3(1),
  I16(2),
  U16(2),
  F16(2, DataType.FLOAT32),
  BF16(2, DataType.FLOAT32),
  I32(4),
  U32(4),
  F32(4, DataType.FLOAT32),
  F64(8, DataType.FLOAT32),
  I64(8, DataType.INT64),
  U64(8);

  private final int bytes;
  private final Optional<DataType> readAs;

  TensorType(int bytes) {
    this.bytes = bytes;
    this.readAs = Optional.empty();
  }

  TensorType(int bytes, DataType readAs) {
    this.bytes = bytes;
    this.readAs = Optional.of(readAs);
  }

  /** Bytes of one value. */
  public int bytes() {
    return bytes;
  }

  /** The type that values are read as; empty where no tower has a use for them. */
  public Optional<DataType> readAs() {
    return readAs;
  }
}
