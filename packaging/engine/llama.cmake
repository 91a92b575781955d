# Included after every project() of the build of llama.cpp (CMAKE_PROJECT_INCLUDE): what flags alone cannot say.

# llama-cpp-python forces LLAMA_BUILD_COMMON=ON before it reaches project("llama.cpp"). Without "common", which Python never
# calls, the build is half as long.
set(LLAMA_BUILD_COMMON OFF CACHE BOOL "not needed by the Python bindings" FORCE)

# One copy of each library, under the name by which Python opens it: a wheel knows no links, so libllama.so, libllama.so.0
# and libllama.so.0.5.0 would be three full copies, and ggml opened under two names is two ggmls, each with its own devices.
set(CMAKE_PLATFORM_NO_VERSIONED_SONAME ON)

# Libraries look for others beside themselves and nowhere else: llama-cpp-python would add where the build found Vulkan, and
# CMake links them for the build's folder first, whose length then shows in the file.
set(CMAKE_INSTALL_RPATH_USE_LINK_PATH OFF)
set(CMAKE_BUILD_WITH_INSTALL_RPATH ON)
set(CMAKE_INSTALL_RPATH "$<IF:$<PLATFORM_ID:Darwin>,@loader_path,$ORIGIN>")

# The same source gives the same bytes wherever it is built: no paths of the build, and the commit as it was released,
# whether or not git is at hand to count and to look for changes.
if(CMAKE_CURRENT_SOURCE_DIR STREQUAL CMAKE_SOURCE_DIR)
    if(MSVC)
        add_compile_options(/Brepro /experimental:deterministic /pathmap:${CMAKE_SOURCE_DIR}=. /pathmap:${CMAKE_BINARY_DIR}=build)
        add_link_options(/Brepro)
    else()
        set(nowhere -ffile-prefix-map=${CMAKE_SOURCE_DIR}=. -ffile-prefix-map=${CMAKE_BINARY_DIR}=build)
        add_compile_options("$<$<COMPILE_LANGUAGE:C,CXX>:${nowhere}>")
    endif()
    file(STRINGS "${CMAKE_SOURCE_DIR}/.git/modules/vendor/llama.cpp/HEAD" commit LIMIT_COUNT 1)
    set(LLAMA_BUILD_COMMIT ${commit})
    set(LLAMA_BUILD_NUMBER 0)
    set(GGML_BUILD_COMMIT ${commit})
    set(GIT_EXE OFF)
    # pkg-config's file names the folder of the build, and nobody compiles against a wheel.
    cmake_language(DEFER CALL install CODE
        [[file(REMOVE_RECURSE "$ENV{DESTDIR}${CMAKE_INSTALL_PREFIX}/llama_cpp/lib/pkgconfig")]])
endif()
