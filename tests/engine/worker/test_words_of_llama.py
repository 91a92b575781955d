"""What is read out of llama.cpp's log: memory, and the reasons of failures."""

from app.domain.engine_errors import OutOfMemory
from app.domain.loading import MemoryUse
from app.engine.worker.memory import breakdown, cache_bytes, offloaded_layers
from app.engine.worker.reasons import out_of_memory

MIB = 1024**2
LOG = """\
load_tensors: offloading 12 repeating layers to GPU
load_tensors: offloaded 12/31 layers to GPU
load_tensors:   CPU_Mapped model buffer size =   235.16 MiB
load_tensors:   CPU_REPACK model buffer size =    12.00 MiB
load_tensors:        CUDA0 model buffer size =   100.00 MiB
llama_context:        CPU  output buffer size =    16.00 MiB
llama_kv_cache:        CPU KV buffer size =    96.00 MiB
llama_kv_cache:      CUDA0 KV buffer size =    64.00 MiB
llama_kv_cache: size =  160.00 MiB ( 32768 cells,   3 layers, 16/1 seqs), K (f16):   80.00 MiB, V (f16):   80.00 MiB
llama_memory_recurrent:        CPU RS buffer size =     4.00 MiB
sched_reserve:      CUDA0 compute buffer size =   200.00 MiB
sched_reserve:  CUDA_Host compute buffer size =     8.00 MiB
""".splitlines()


def test_memory_is_added_up_by_device() -> None:
    cpu, cuda = breakdown(LOG)
    assert cpu == MemoryUse("CPU", breakdown(LOG)[0].weights_bytes, 100 * MIB, 24 * MIB)
    assert round(cpu.weights_bytes / MIB, 2) == 247.16
    assert cuda == MemoryUse("CUDA0", 100 * MIB, 64 * MIB, 200 * MIB)
    assert cache_bytes(LOG) == 160 * MIB
    assert offloaded_layers(LOG) == 12
    assert offloaded_layers(()) == 0


def test_what_was_copied_out_of_a_mapped_file_does_not_count_twice() -> None:
    packed = ["print_info: file size   = 235.16 MiB (7.36 BPW) ", *LOG[2:4]]
    (cpu,) = breakdown(packed)
    assert cpu.weights_bytes == round(235.16 * MIB)
    (cpu, cuda) = breakdown([*packed, LOG[4]])
    assert (cpu.weights_bytes + cuda.weights_bytes, cuda.weights_bytes) == (round(235.16 * MIB), 100 * MIB)
    (cpu,) = breakdown(["print_info: file size   = 4.58 GiB (4.89 BPW) ", *LOG[2:4]])
    assert cpu.weights_bytes == round(247.16 * MIB)  # the rest is elsewhere: nothing is left out


def test_out_of_memory_tells_device_and_bytes_where_it_can() -> None:
    lines = [
        "buffer_type_alloc_buffer: allocating 900.00 MiB on device 0: cudaMalloc failed: out of memory",
        "alloc_tensor_range: failed to allocate CUDA0 buffer of size 943718400",
    ]
    error = out_of_memory(lines)
    assert isinstance(error, OutOfMemory)
    assert (error.device, error.needed_bytes) == ("CUDA0", 943718400)
    assert out_of_memory(["failed to allocate buffer for kv cache"]).device == "CPU"
