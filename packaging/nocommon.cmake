# -DCMAKE_PROJECT_llama.cpp_INCLUDE=<this file> runs it right after project("llama.cpp"): llama-cpp-python has forced
# LLAMA_BUILD_COMMON=ON by then and llama.cpp has not read it yet. Without "common" the build is half as long.
set(LLAMA_BUILD_COMMON OFF CACHE BOOL "not needed by the Python bindings" FORCE)
